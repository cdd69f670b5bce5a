import { describe, expect, test } from 'vitest';
import { TEST_ACCOUNTS, TEST_PERSONS, type PayexVariants } from '../../../sandbox/payex/index.ts';
import { availableActions } from '../../../src/datasources/payex/actions.ts';
import { STATUSES, type Status } from '../../../src/datasources/payex/status.ts';
import type { ApplicationKey, CreditApplication } from '../../../src/datasources/payex/types.ts';
import { applicationProgress } from '../../../src/processes/payex.ts';
import { act, apply, atSigning, FULL_ANSWERS, SHORT_ANSWERS, startPayexKit, upgrade } from './kit.ts';

const KEYS: Readonly<Record<ApplicationKey['kind'], ApplicationKey>> = {
  Application: { kind: 'Application', profile: 'p', id: 'x' },
  LimitUpgradeApplication: { kind: 'LimitUpgradeApplication', id: 'x' },
};
const ADDRESSES = {
  Application: '/ledger/account-onboarding/v1/591/offers/p/applications/x',
  LimitUpgradeApplication: '/ledger/account-onboarding/v1/591/limit-upgrade-applications/x',
};
const SEGMENTS = [
  ...['kyc-answers', 'redirect-kalp-dk', 'verify-application', 'sign-bankid-se', 'begin-sign-bankid-no'],
  ...['begin-sign-mitid-dk', 'approve-paper-application'],
];
const linksOf = (kind: ApplicationKey['kind'], without?: string) =>
  SEGMENTS.filter((segment) => segment !== without).map((segment) => ({
    rel: segment,
    method: 'POST' as const,
    href: `${ADDRESSES[kind]}/${segment}`,
  }));

const KYC_ANSWERS = {
  absent: undefined,
  null: null,
  address: '/ledger/account-onboarding/v1/591/offers/p/applications/x/kyc-answers',
  empty: { answers: [] },
  filled: { answers: [{ questionCode: 'q', answerCode: 'a' }] },
} as const;
type Kyc = keyof typeof KYC_ANSWERS;
const OPERATIONS = ['absent', 'empty', 'full'] as const;
/** A limit upgrade names no person, and so no country. */
const CASES = [
  ...(['SE', 'NO', 'DK', 'FI'] as const).map((country) => ['Application', country] as const),
  ['LimitUpgradeApplication', undefined] as const,
];

interface Case {
  readonly status: Status;
  readonly operations: (typeof OPERATIONS)[number];
  readonly kyc: Kyc;
}

const shown = (kind: ApplicationKey['kind'], country: string | undefined, { status, operations, kyc }: Case) =>
  ({
    key: KEYS[kind],
    status,
    kycQuestions: [{ questionCode: 'q', answer: { type: 'text', required: true } }],
    kycAnswers: KYC_ANSWERS[kyc],
    ...(country && { nationalConsumerIdentifier: { value: 'x', countryCode: country } }),
    operations: { absent: undefined, empty: [], full: linksOf(kind) }[operations],
  }) as unknown as CreditApplication;

const SIGNINGS: Readonly<Record<string, readonly string[]>> = {
  SE: ['startBankIdSigning'],
  NO: ['startNorwegianSigning'],
  DK: ['startDanishSigning'],
  FI: [],
};
const ALL_SIGNINGS = Object.values(SIGNINGS).flat();

/** The contract notes, section 3, said once more and by other means. */
function expected(country: string | undefined, { status, operations, kyc }: Case): readonly string[] {
  const kycStep = kyc === 'filled' ? [] : ['answerKyc'];
  switch (status) {
    case 'AwaitingComplementaryInfo': {
      const isUnknown = country === undefined && (operations === 'full' || kyc === 'filled');
      return [...kycStep, ...(country === 'DK' || isUnknown ? ['startKalp'] : [])];
    }
    case 'InitializedKalp':
      return [...kycStep, 'startKalp'];
    case 'AwaitingVerification':
      return ['verifyApplication'];
    case 'AwaitingSign':
    case 'SignRejectedOrFailed':
      return country === undefined ? ALL_SIGNINGS : (SIGNINGS[country] ?? []);
    default:
      return [];
  }
}

describe.each(CASES)('an %s of %s', (kind, country) => {
  const cases = (Object.keys(STATUSES) as Status[]).flatMap((status) =>
    OPERATIONS.flatMap((operations) => (Object.keys(KYC_ANSWERS) as Kyc[]).map((kyc) => ({ status, operations, kyc }))),
  );

  test.each(cases)('that is $status with $operations links and $kyc answers offers what is open', (one) => {
    expect(availableActions(shown(kind, country, one))).toEqual(expected(country, one));
  });

  test.each(Object.keys(STATUSES) as Status[])(
    'that is %s leaves out what a filled list lacks, but open KYC',
    (status) => {
      const one: Case = { status, operations: 'full', kyc: 'absent' };
      for (const segment of SEGMENTS) {
        const lacking = { ...shown(kind, country, one), operations: linksOf(kind, segment) };
        const left = expected(country, one).filter((action) => action === 'answerKyc' || ACTION_OF[segment] !== action);
        expect(availableActions(lacking), segment).toEqual(left);
      }
    },
  );

  test('never leaves a person waiting while questions are open', () => {
    for (const one of cases.filter(({ status, kyc }) => status === 'AwaitingComplementaryInfo' && kyc !== 'filled')) {
      const { state, nextActions } = applicationProgress(shown(kind, country, one), null);
      expect([state, nextActions[0]?.type], JSON.stringify(one)).toEqual(['ACTION_REQUIRED', 'AnswerQuestions']);
    }
  });
});

const ACTION_OF: Readonly<Record<string, string>> = {
  'kyc-answers': 'answerKyc',
  'redirect-kalp-dk': 'startKalp',
  'verify-application': 'verifyApplication',
  'sign-bankid-se': 'startBankIdSigning',
  'begin-sign-bankid-no': 'startNorwegianSigning',
  'begin-sign-mitid-dk': 'startDanishSigning',
  'approve-paper-application': 'approvePaperApplication',
};

const PROCESS = /* GraphQL */ `
  query ($id: ID!) {
    process(id: $id) {
      state
      nextActions {
        __typename
      }
      ... on CreditApplication {
        availableActions
      }
    }
  }
`;

test('however the sandbox shows links and answers, a person is asked what is open, and nothing twice', async () => {
  await using kit = await startPayexKit();
  const { variants } = kit.sandbox.payex;
  const actions = async (id: string): Promise<string[]> => {
    const { data, errors } = await kit.query(PROCESS, { id });
    expect(errors).toBeUndefined();
    expect(data.process.state).toBe('ACTION_REQUIRED');
    return data.process.availableActions;
  };
  const swede = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const dane = await apply(kit, TEST_PERSONS.danish, 'kontotype-dk');
  const raised = await upgrade(kit, TEST_ACCOUNTS.swedish.accountNo);
  const answered = await apply(kit, TEST_PERSONS.danish, 'kontotype-dk');
  await act(kit, 'answerKyc', { application: answered, answers: SHORT_ANSWERS });
  for (const operations of ['filled', 'all', 'empty', 'absent'] satisfies PayexVariants['operations'][]) {
    for (const unansweredKyc of ['address', 'empty', 'null', 'absent'] satisfies PayexVariants['unansweredKyc'][]) {
      Object.assign(variants, { operations, unansweredKyc });
      expect(await actions(swede)).toEqual(['ANSWER_KYC']);
      expect(await actions(dane)).toEqual(['ANSWER_KYC', 'START_KALP']);
      expect(await actions(raised)).toEqual(operations === 'all' ? ['ANSWER_KYC', 'START_KALP'] : ['ANSWER_KYC']);
      for (const subResources of ['address', 'object'] satisfies PayexVariants['subResources'][]) {
        variants.subResources = subResources;
        expect(await actions(answered)).toEqual(['START_KALP']);
      }
    }
  }
  Object.assign(variants, { operations: 'empty', unansweredKyc: 'address' });
  await atSigning(kit, swede, FULL_ANSWERS);
  expect(await actions(swede)).toEqual(['START_BANK_ID_SIGNING']);
});
