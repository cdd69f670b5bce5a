import { TEST_PERSONS, type TestPerson } from '../../../sandbox/payex/index.ts';
import { startKit, until, type Answered, type Kit, type KitOptions } from '../../kit/gateway.ts';

/** A signing is followed as fast as a test can wait. */
export const FAST = { qrMs: 20, waitMs: 20, idleMs: 20, settleMs: 20, lingerMs: 20, lapsedMs: 20 };

export const PROBLEM_FIELDS = /* GraphQL */ `
  fragment ProblemFields on Problem {
    message
    code
    provider
    correlationId
    ... on InvalidInput {
      fields {
        path
        message
      }
    }
    ... on Refused {
      reason
    }
  }
`;

const APPLICATION_FIELDS = /* GraphQL */ `
  fragment Fields on CreditApplication {
    id
    status
    statusRaw
    isFinal
    availableActions
  }
`;

const RESULT = '__typename ...Fields ...ProblemFields';
const STEP =
  '__typename ... on BankIdSigning { status hintCode autostartToken qrCode extensionsUsed extensionsAllowed availableActions application { ...Fields } } ...ProblemFields';
const HOSTED = '__typename ... on HostedStep { url application { ...Fields } } ...ProblemFields';
const SELECTIONS: Readonly<Record<string, string>> = {
  startBankIdSigning: STEP,
  extendBankIdSigning: STEP,
  cancelBankIdSigning: STEP,
  startNorwegianSigning: HOSTED,
  startDanishSigning: HOSTED,
  startKalp: HOSTED,
  createAccountDirectly: '__typename ... on DirectAccount { accountNumber } ...ProblemFields',
  setCreditLimitDirectly: '__typename ... on DirectAccount { accountNumber } ...ProblemFields',
};

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Calls one mutation of PayEx with its input; the whole answer. */
export const actAll = (kit: Kit, mutation: string, input: Record<string, unknown>): Promise<Answered> => {
  const selection = SELECTIONS[mutation] ?? RESULT;
  const fragments = selection.includes('...Fields') ? APPLICATION_FIELDS : '';
  return kit.query(
    `mutation ($input: ${capitalised(INPUTS[mutation] ?? mutation)}Input!) { ${mutation}(input: $input) { ${selection} } } ${fragments} ${PROBLEM_FIELDS}`,
    { input },
  );
};
const INPUTS: Readonly<Record<string, string>> = {
  extendBankIdSigning: 'bankIdSigning',
  cancelBankIdSigning: 'bankIdSigning',
  startNorwegianSigning: 'startHostedSigning',
  startDanishSigning: 'startHostedSigning',
};

/** Calls one mutation of PayEx; its result. Fails on a fault. */
export async function act(kit: Kit, mutation: string, input: Record<string, unknown>): Promise<any> {
  const { data, errors } = await actAll(kit, mutation, input);
  if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
  return data[mutation];
}

export const applicationInput = (person: TestPerson, offer: string, extra: Record<string, unknown> = {}) => ({
  offer,
  requestedLimit: '4000.50',
  nationalNumber: person.nationalNumber,
  country: person.country,
  language: 'EN',
  customerNumber: person.customerNo,
  email: 'test@testshop.se',
  mobileNumber: '+46701234456',
  ...extra,
});

/** Applies for an offer; the id of the application. */
export async function apply(kit: Kit, person: TestPerson = TEST_PERSONS.signer, offer = 'kontotyp-2', extra = {}) {
  return String((await act(kit, 'createApplication', applicationInput(person, offer, extra))).id);
}

/** Applies for a higher limit of an account; the id of the limit upgrade. */
export async function upgrade(kit: Kit, accountNumber: string, requestedLimit = '9000', extra = {}): Promise<string> {
  const created = await act(kit, 'createLimitUpgrade', { accountNumber, requestedLimit, language: 'EN', ...extra });
  return String(created.id);
}

/** Answers and verifies, so that the application can be signed. */
export async function atSigning(kit: Kit, application: string, answers: readonly object[]): Promise<void> {
  await act(kit, 'answerKyc', { application, answers });
  await act(kit, 'verifyApplication', { application });
}

/** Lets Monthio report to PayEx that the form at this address is filled in. */
export async function monthioReports(kit: Kit, url: unknown): Promise<void> {
  const { url: base, credentials } = kit.sandbox.payex;
  await fetch(`${base}/ledger/public-account-onboarding-callback/v1/${credentials.ownerNo}/monthio`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ additionalData: { caseId: String(url).split('/').at(-1) } }),
  });
}

/** Opens the Danish budget form, and lets Monthio report it as filled in. */
export const kalpFilledIn = async (kit: Kit, application: string): Promise<void> =>
  monthioReports(kit, (await act(kit, 'startKalp', { application })).url);

/** PayEx's own key of an application, as the sandbox is steered by it. */
export const bare = (id: string): string => id.split(':').at(-1) ?? '';

const answer = (questionCode: string, answerCode: string) => ({ questionCode, answerCode });
export const SHORT_ANSWERS = [
  answer('employment', 'selfemployed'),
  answer('monthlyincome', 'monthlyincomeinterval2'),
  answer('ispep', 'false'),
];
export const FULL_ANSWERS = [
  ...SHORT_ANSWERS.slice(0, 2),
  answer('ispep', 'true'),
  answer('peprole', 'relative'),
  answer('fundsorigin', 'Salary'),
  answer('purpose', 'travel'),
  answer('purpose', 'invoices'),
];

export const SIGN_STATUS = /* GraphQL */ `
  subscription ($application: ID!) {
    signStatus(application: $application) {
      isFinal
      application {
        status
      }
      bankId {
        status
        hintCode
        qrCode
        userMessage
        launchUrl
      }
    }
  }
`;

/** A gateway that follows signings fast; nobody signs unless the test says so. */
export async function startPayexKit({ gateway, ...options }: KitOptions = {}): Promise<Kit> {
  const kit = await startKit({ ...options, gateway: { streams: { signing: FAST }, ...gateway } });
  kit.sandbox.payex.variants.autoSign = false;
  return kit;
}

/** Waits until PayEx has not been asked anything for ten of the shortest intervals. */
export async function quiet({ sandbox }: Kit): Promise<void> {
  let [count, since] = [sandbox.payex.calls.length, performance.now()];
  await until(() => {
    if (sandbox.payex.calls.length !== count) [count, since] = [sandbox.payex.calls.length, performance.now()];
    return performance.now() - since > 10 * FAST.qrMs;
  }, 'PayEx to be left alone');
}
