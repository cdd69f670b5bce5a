import type { Json } from './printed.ts';

/** Members that are deliberately not in the graph, and why. */
const NOT_EXPOSED: Readonly<Record<string, string>> = {
  '@id': 'an address at PayEx: the graph has global ids',
  operations: 'links at PayEx: `availableActions` says what can be done',
  navigation: 'an address at PayEx',
  applications: 'an address at PayEx',
  kycAnswers: 'an address at PayEx: its answers are read',
  signBankidSe: 'an address at PayEx: the signing is read',
  endUserIp: 'as the caller sent it',
  callbackUrl: 'as the caller sent it, or secret',
};

type Fields = Readonly<Record<string, string>>;

/** The fields of the questions that are found at a member, follow-ups of their possible answers included. */
const questions = (member: string, field: string, levels = 3): Fields => ({
  [`${member}.questionCode`]: `${field}.code`,
  [`${member}.questionText`]: `${field}.text`,
  [`${member}.answer.type`]: `${field}.answerTypeRaw`,
  [`${member}.answer.required`]: `${field}.isRequired`,
  [`${member}.answer.textValidationRegEx`]: `${field}.pattern`,
  [`${member}.answer.possibleAnswers.answerCode`]: `${field}.possibleAnswers.code`,
  [`${member}.answer.possibleAnswers.answerText`]: `${field}.possibleAnswers.text`,
  ...(levels > 1 &&
    questions(`${member}.answer.possibleAnswers.subQuestions`, `${field}.possibleAnswers.subQuestions`, levels - 1)),
});

const SHARED: Fields = {
  status: 'statusRaw',
  creditLimit: 'requestedLimit',
  ipAddress: 'ipAddress',
  languageCode: 'languageRaw',
  specialIntent: 'specialIntent',
  'applicationOptions.customerPreAuthenticated': 'options.customerPreAuthenticated',
  'applicationOptions.preAuthorizationAmount': 'options.preAuthorizationAmount',
  ...questions('kycQuestions', 'kycQuestions'),
};

/** The field of the graph under which each member of an answer of PayEx is found, by the type that shows it. */
const FIELDS = {
  application: {
    ...SHARED,
    applicationId: 'id',
    'createdAccount.accountNo': 'createdAccount.accountNumber',
    'nationalConsumerIdentifier.value': 'applicant.nationalNumber',
    'nationalConsumerIdentifier.countryCode': 'applicant.country',
    customerNo: 'applicant.customerNumber',
    emailAddress: 'applicant.email',
    msisdn: 'applicant.mobileNumber',
    sellerNo: 'sellerNumber',
    pointOfSale: 'pointOfSale',
  },
  upgrade: { ...SHARED, limitUpgradeApplicationId: 'id', accountNo: 'accountNumber' },
  answers: {
    'answers.questionCode': 'kycAnswers.questionCode',
    'answers.answerCode': 'kycAnswers.answerCode',
  },
  signing: {
    status: 'statusRaw',
    hintCode: 'hintCodeRaw',
    qrCodeImageDataUrl: 'qrCode',
    autostartToken: 'autostartToken',
    maxExtends: 'extensionsAllowed',
    currentExtend: 'extensionsUsed',
    secondsLeftThirtySecondsInterval: 'secondsLeft',
  },
  hosted: { signingUrl: 'url', redirectUrl: 'url' },
  account: { accountNo: 'accountNumber', customerNo: 'customerNumber', creditLimit: 'creditLimit' },
  paper: { accountNo: 'createdAccount.accountNumber', customerNo: 'applicant.customerNumber' },
  nothing: {},
  offer: {
    accountProfile: 'accountProfile',
    title: 'title',
    currency: 'currency',
    maxCreditLimit: 'maxCreditLimit.amount',
    reminderFee: 'reminderFee.amount',
    penaltyInterestRate: 'penaltyInterestRate',
    'termsAndConditions.standardEuropeanAgreements': 'termsAndConditions.creditInformation',
    'termsAndConditions.accountTerms': 'termsAndConditions.accountTerms',
  },
} as const satisfies Record<string, Fields>;
export type Shown = keyof typeof FIELDS;

const TYPES: Readonly<Partial<Record<Shown, string>>> = {
  application: 'Application',
  upgrade: 'LimitUpgradeApplication',
  answers: 'CreditApplication',
  signing: 'BankIdSigning',
  hosted: 'HostedStep',
  account: 'DirectAccount',
  paper: 'Application',
  offer: 'Offer',
};

/** The selection of all fields under which something may be found. */
export function selectionOf(shown: Shown): string {
  const tree: Json = {};
  for (const field of Object.values<string>(FIELDS[shown]))
    field.split('.').reduce<Json>((at, name) => (at[name] ??= {}) as Json, tree);
  const text = (node: Json): string =>
    Object.entries(node)
      .map(([name, inner]) => (Object.keys(inner as Json).length > 0 ? `${name} { ${text(inner as Json)} }` : name))
      .join(' ');
  const type = TYPES[shown];
  return type ? `... on ${type} { ${text(tree)} }` : '__typename';
}

/** Every leaf of a value by the path of its member, but those below the members that are left out. */
function leavesOf(value: unknown, leftOut: object, path: readonly string[] = []): [path: string, leaf: unknown][] {
  if ((path.at(-1) ?? '') in leftOut) return [];
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, leftOut, path));
  if (typeof value !== 'object' || value === null) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([member, one]) => leavesOf(one, leftOut, [...path, member]));
}

/** Numbers are compared as numbers, since the graph shows exact decimals as text; a key is the end of a global id. */
const comparable = (leaf: unknown): string => {
  const text = String(leaf).split(':').at(-1) ?? '';
  return typeof leaf === 'string' && /^-?\d+\.?\d*$/.test(leaf) ? String(Number(leaf)) : text;
};

/** The leaves of an answer of PayEx that are not found under their field, and those that have none. */
export function missingFrom(data: unknown, answer: unknown, shown: Shown, at = ''): [path: string, leaf: unknown][] {
  const found = leavesOf(data, {}).map(([path, leaf]) => `${path}=${comparable(leaf)}`);
  const fields: Fields = FIELDS[shown];
  return leavesOf(answer, NOT_EXPOSED).filter(([path, leaf]) => {
    const field = fields[path.replace(/^items\./, '')];
    return field === undefined || !found.includes(`${at}${field}=${comparable(leaf)}`);
  });
}
