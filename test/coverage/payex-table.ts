import { TEST_ACCOUNTS, TEST_PERSONS } from '../../sandbox/payex/index.ts';
import type { Kit } from '../kit/gateway.ts';
import {
  act,
  actAll,
  applicationInput,
  apply,
  atSigning,
  FULL_ANSWERS,
  kalpFilledIn,
  SHORT_ANSWERS,
  SIGN_STATUS,
  upgrade,
} from '../schema/payex/kit.ts';
import type { Covered, CoverageTable } from './coverage.ts';

const { signer, norwegian, danish } = TEST_PERSONS;
const { swedish, norwegian: norwegianAccount, danish: danishAccount } = TEST_ACCOUNTS;

/** The two kinds of application, each with its way to begin one in Sweden, Norway and Denmark. */
interface Kind {
  readonly query: 'Query.application' | 'Query.limitUpgradeApplication';
  /** `getApplication` or its twin. */
  readonly read: string;
  readonly readSigning: string;
  begin: Readonly<Record<'SE' | 'NO' | 'DK', (kit: Kit) => Promise<string>>>;
}
const APPLICATION: Kind = {
  query: 'Query.application',
  read: 'getApplication',
  readSigning: 'getSignBankidSe',
  begin: {
    SE: (kit) => apply(kit, signer, 'kontotyp-1'),
    NO: (kit) => apply(kit, norwegian, 'kontotype-no'),
    DK: (kit) => apply(kit, danish, 'kontotype-dk'),
  },
};
const UPGRADE: Kind = {
  query: 'Query.limitUpgradeApplication',
  read: 'getLimitUpgradeApplication',
  readSigning: 'getLimitUpgradeSignBankidSe',
  begin: {
    SE: (kit) => upgrade(kit, swedish.accountNo),
    NO: (kit) => upgrade(kit, norwegianAccount.accountNo),
    DK: (kit) => upgrade(kit, danishAccount.accountNo),
  },
};

const field = (
  { query, begin, read }: Kind,
  name: string,
  selection: string,
  bring = async (_kit: Kit, _id: string) => {},
) =>
  ({
    field: `CreditApplication.${name}`,
    besides: [read],
    prepare: async (kit) => {
      const id = await begin.SE(kit);
      await bring(kit, id);
      return () => kit.query(`query ($id: ID!) { ${query.slice(6)}(id: $id) { ${selection} } }`, { id });
    },
  }) satisfies Covered;

const answered = async (kit: Kit, id: string): Promise<void> => {
  await act(kit, 'answerKyc', { application: id, answers: FULL_ANSWERS });
};

const step = (
  { begin, read, readSigning }: Kind,
  mutation: string,
  country: 'SE' | 'NO' | 'DK',
  bring: (kit: Kit, id: string) => Promise<void>,
  input: Record<string, unknown> = {},
): Covered => ({
  field: `Mutation.${mutation}`,
  besides: [read, readSigning],
  prepare: async (kit) => {
    const id = await begin[country](kit);
    await bring(kit, id);
    return () => actAll(kit, mutation, { application: id, ...input });
  },
});

const toSigning = (answers: readonly object[]) => (kit: Kit, id: string) => atSigning(kit, id, answers);
const signingStarted = async (kit: Kit, id: string): Promise<void> => {
  await atSigning(kit, id, FULL_ANSWERS);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
};
const nothing = async (): Promise<void> => {};
const danishReady = async (kit: Kit, id: string): Promise<void> => {
  await kalpFilledIn(kit, id);
  await atSigning(kit, id, SHORT_ANSWERS);
};

/** The operations that an application and a limit upgrade have each, under names of their own. */
const both = (kind: Kind, names: Readonly<Record<string, string>>): CoverageTable => ({
  [names['read'] ?? '']: {
    field: kind.query,
    prepare: async (kit) => {
      const id = await kind.begin.SE(kit);
      return () => kit.query(`query ($id: ID!) { ${kind.query.slice(6)}(id: $id) { status } }`, { id });
    },
  },
  [names['readAnswers'] ?? '']: field(kind, 'kycAnswers', 'kycAnswers { questionCode }', answered),
  [names['answer'] ?? '']: step(kind, 'answerKyc', 'SE', nothing, { answers: FULL_ANSWERS }),
  [names['verify'] ?? '']: step(kind, 'verifyApplication', 'SE', answered),
  [names['start'] ?? '']: step(kind, 'startBankIdSigning', 'SE', toSigning(FULL_ANSWERS), { endUserIp: '192.0.2.10' }),
  [names['extend'] ?? '']: step(kind, 'extendBankIdSigning', 'SE', signingStarted),
  [names['cancel'] ?? '']: step(kind, 'cancelBankIdSigning', 'SE', signingStarted),
  [names['norwegian'] ?? '']: step(kind, 'startNorwegianSigning', 'NO', toSigning(SHORT_ANSWERS)),
  [names['danish'] ?? '']: step(kind, 'startDanishSigning', 'DK', danishReady),
  [names['kalp'] ?? '']: step(kind, 'startKalp', 'DK', nothing),
  [kind.readSigning]: {
    field: 'Subscription.signStatus',
    besides: [kind.read],
    prepare: async (kit) => {
      const id = await kind.begin.SE(kit);
      await signingStarted(kit, id);
      return async () => {
        const watching = kit.watch(SIGN_STATUS, { application: id });
        const [event] = await watching.take(1);
        await watching.leave();
        return event;
      };
    },
  },
});

/** Every operation of PayEx, and how it is reached through GraphQL. */
export const PAYEX_COVERAGE: CoverageTable = {
  listOffers: {
    field: 'Query.offers',
    prepare: async (kit) => () => kit.query('{ offers { id } }'),
  },
  getOffer: {
    field: 'Query.offer',
    prepare: async (kit) => () => kit.query('{ offer(id: "Offer:kontotyp-1") { title } }'),
  },
  createApplication: {
    field: 'Mutation.createApplication',
    prepare: async (kit) => () => actAll(kit, 'createApplication', applicationInput(signer, 'kontotyp-2')),
  },
  createLimitUpgradeApplication: {
    field: 'Mutation.createLimitUpgrade',
    prepare: async (kit) => () =>
      actAll(kit, 'createLimitUpgrade', { accountNumber: swedish.accountNo, requestedLimit: '9000', language: 'EN' }),
  },
  ...both(APPLICATION, {
    read: 'getApplication',
    readAnswers: 'getKycAnswers',
    answer: 'createKycAnswers',
    verify: 'verifyApplication',
    start: 'createSignBankidSe',
    extend: 'extendSignBankidSe',
    cancel: 'cancelSignBankidSe',
    norwegian: 'beginSignBankidNo',
    danish: 'beginSignMitidDk',
    kalp: 'redirectKalpDk',
  }),
  ...both(UPGRADE, {
    read: 'getLimitUpgradeApplication',
    readAnswers: 'getLimitUpgradeKycAnswers',
    answer: 'createLimitUpgradeKycAnswers',
    verify: 'verifyLimitUpgradeApplication',
    start: 'createLimitUpgradeSignBankidSe',
    extend: 'extendLimitUpgradeSignBankidSe',
    cancel: 'cancelLimitUpgradeSignBankidSe',
    norwegian: 'beginLimitUpgradeSignBankidNo',
    danish: 'beginLimitUpgradeSignMitidDk',
    kalp: 'redirectLimitUpgradeKalpDk',
  }),
  approvePaperApplication: {
    field: 'Mutation.approvePaperApplication',
    besides: ['getApplication'],
    prepare: async (kit) => {
      const specialIntent = 'standalone-account-onboarding-manual';
      const application = await apply(kit, signer, 'kontotyp-1', { specialIntent });
      return () => actAll(kit, 'approvePaperApplication', { application, pdf: 'JVBERi0xLjc=' });
    },
  },
  createAccountWithoutApplication: {
    field: 'Mutation.createAccountDirectly',
    prepare: async (kit) => () =>
      actAll(kit, 'createAccountDirectly', {
        offer: 'Offer:kontotyp-2',
        customerNumber: signer.customerNo,
        creditLimit: '10',
      }),
  },
  limitUpgradeWithoutApplication: {
    field: 'Mutation.setCreditLimitDirectly',
    prepare: async (kit) => () =>
      actAll(kit, 'setCreditLimitDirectly', { accountNumber: swedish.accountNo, creditLimit: '20000' }),
  },
  receiveMonthioCallback: {
    notOffered: 'Monthio reports to PayEx, never to a client of PayEx: served by the sandbox only',
  },
};
