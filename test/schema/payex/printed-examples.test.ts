import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import { PAYEX_COVERAGE } from '../../coverage/payex-table.ts';
import type { Kit } from '../../kit/gateway.ts';
import { apply, startPayexKit } from './kit.ts';

type Json = Record<string, any>;
const contract = parse(readFileSync('contracts/payex.openapi.yaml', 'utf8')) as Json;
const resolved = (node: Json): Json => {
  const reference: unknown = node['$ref'];
  if (typeof reference !== 'string') return node;
  const names = reference.slice('#/'.length).split('/');
  return names.reduce<Json>((at, name) => at[name] as Json, contract);
};

/** A value of a schema, made of the examples that its members print; undefined where they print none. */
function printed(given: Json, above: readonly Json[] = []): unknown {
  const schema = resolved(given);
  if (above.includes(schema)) return undefined; // a follow-up of a question is a question again
  if (schema['examples']) return schema['examples'][0];
  if (schema['type'] === 'array') {
    const item = printed(schema['items'] as Json, [...above, schema]);
    return item === undefined ? undefined : [item];
  }
  const members = Object.entries((schema['properties'] ?? {}) as Json)
    .map(([name, member]) => [name, printed(member as Json, [...above, schema])] as const)
    .filter(([, value]) => value !== undefined);
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

/** Every answer that the contract prints: the example of the operation, or what the members of its schema print. */
const ANSWERS: Answer[] = Object.values(contract['paths'] as Json).flatMap((methods: Json) =>
  Object.values(methods)
    .filter((one: Json) => one['operationId'])
    .flatMap((one: Json) =>
      Object.entries(one['responses'] as Json)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([status, response]) => {
          const content = Object.values((resolved(response as Json)['content'] ?? {}) as Json)[0] as Json | undefined;
          const example = Object.values((content?.['examples'] ?? {}) as Json)[0] as Json | undefined;
          const body: unknown = example ? resolved(example)['value'] : content && printed(content['schema'] as Json);
          return body === undefined ? [] : [{ operation: one['operationId'] as string, status: Number(status), body }];
        }),
    ),
);

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

/** Every leaf of a value with the name of its member, but those below the members that are left out. */
const leavesOf = (value: unknown, leftOut: object = {}, name = ''): [name: string, leaf: unknown][] => {
  if (name in leftOut) return [];
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, leftOut, name));
  if (typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([member, one]) => leavesOf(one, leftOut, member));
};
/** Numbers are compared as numbers, since the graph shows exact decimals as text. */
const comparable = (leaf: unknown): string =>
  typeof leaf === 'string' && /^-?\d+\.?\d*$/.test(leaf) ? String(Number(leaf)) : String(leaf);

const KYC = /* GraphQL */ `
  fragment Kyc on KycQuestion {
    code
    text
    answerTypeRaw
    isRequired
    pattern
    possibleAnswers {
      code
      text
      subQuestions {
        code
        text
        answerTypeRaw
        isRequired
        pattern
      }
    }
  }
`;
const SHARED =
  'id statusRaw requestedLimit languageRaw ipAddress specialIntent options { customerPreAuthenticated preAuthorizationAmount } kycQuestions { ...Kyc } kycAnswers { questionCode answerCode }';
const APPLICATION = `... on Application { ${SHARED} createdAccount { accountNumber } applicant { nationalNumber country customerNumber email mobileNumber } sellerNumber pointOfSale }`;
const UPGRADE = `... on LimitUpgradeApplication { ${SHARED} accountNumber }`;
const SIGNING =
  '... on BankIdSigning { statusRaw hintCodeRaw qrCode autostartToken extensionsAllowed extensionsUsed secondsLeft }';
const OFFER =
  'accountProfile title currency maxCreditLimit { amount } reminderFee { amount } penaltyInterestRate termsAndConditions { creditInformation accountTerms }';
const ID = 'Application:kontotyp-1:123e4567-e89b-12d3-a456-426614174000';
const UPGRADE_ID = 'LimitUpgradeApplication:123e4567-e89b-12d3-a456-426614174000';

/** What asks PayEx for the answer of a read. */
const READS: Readonly<Record<string, string>> = {
  listOffers: `{ offers { ${OFFER} } }`,
  getOffer: `{ offer(id: "kontotyp-1") { ${OFFER} } }`,
  getApplication: `{ application(id: "${ID}") { ${APPLICATION} } } ${KYC}`,
  getLimitUpgradeApplication: `{ limitUpgradeApplication(id: "${UPGRADE_ID}") { ${UPGRADE} } } ${KYC}`,
  getKycAnswers: `{ application(id: "${ID}") { kycAnswers { questionCode answerCode } } }`,
  getLimitUpgradeKycAnswers: `{ limitUpgradeApplication(id: "${UPGRADE_ID}") { kycAnswers { questionCode answerCode } } }`,
  getSignBankidSe: `{ application(id: "${ID}") { bankIdSigning { ${SIGNING} } } }`,
  getLimitUpgradeSignBankidSe: `{ limitUpgradeApplication(id: "${UPGRADE_ID}") { bankIdSigning { ${SIGNING} } } }`,
};

/** The reads behind another read, answered so that they do not stand in its way. */
const calm = (kit: Kit, except: string): void => {
  for (const operation of ['getApplication', 'getLimitUpgradeApplication'])
    if (operation !== except) kit.sandbox.payex.fault({ operation, answer: { status: 200, body: {} } });
};

const reads = ANSWERS.filter(({ operation }) => operation in READS);

test('every read that the contract prints an answer of is replayed', () => {
  const printedReads = ANSWERS.map(({ operation }) => operation).filter((name) => /^(?:get|list)/.test(name));
  expect(printedReads.filter((name) => !(name in READS))).toEqual([]);
  expect(reads.length).toBeGreaterThanOrEqual(6);
});

test.each(reads)(
  'every leaf of the printed answer of $operation is in the graph',
  async ({ operation, status, body }) => {
    await using kit = await startPayexKit();
    calm(kit, operation);
    kit.sandbox.payex.fault({ operation, answer: { status, body } });
    const { data, errors } = await kit.query(READS[operation] ?? '');
    expect(errors).toBeUndefined();
    const shown = new Set(leavesOf(data).map(([, leaf]) => comparable(leaf)));
    const key = new Set(['applicationId', 'limitUpgradeApplicationId']);
    const missing = leavesOf(body, NOT_EXPOSED).filter(
      ([name, leaf]) =>
        !shown.has(comparable(leaf)) && !(key.has(name) && [...shown].some((one) => one.endsWith(String(leaf)))),
    );
    expect(missing).toEqual([]);
  },
);

test('the printed KYC answers go through for the printed questions', async () => {
  await using kit = await startPayexKit();
  const example = (name: string): Json => (contract['components'] as Json)['examples'][name].value as Json;
  const application = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const { answers } = example('request-kyc-answers');
  kit.sandbox.payex.fault({
    operation: 'getApplication',
    answer: {
      status: 200,
      body: { ...example('application-awaiting-info'), applicationId: application.split(':')[2] },
    },
  });
  kit.sandbox.payex.fault({ operation: 'createKycAnswers', answer: { status: 201, body: { answers } } });
  kit.sandbox.payex.fault({ operation: 'getKycAnswers', answer: { status: 200, body: { answers } } });
  const { data, errors } = await kit.query(
    'mutation ($input: AnswerKycInput!) { answerKyc(input: $input) { __typename ... on Application { kycAnswers { questionCode answerCode } } } }',
    { input: { application, answers } },
  );
  expect(errors).toBeUndefined();
  expect(data.answerKyc).toEqual({ __typename: 'Application', kycAnswers: answers });
});

test('every operation whose answer is not read here is one that acts, and is covered elsewhere', () => {
  const acting = ANSWERS.map(({ operation }) => operation).filter((name) => !(name in READS));
  expect(acting.filter((name) => !(name in PAYEX_COVERAGE))).toEqual([]);
});
