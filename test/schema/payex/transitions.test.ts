import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { TEST_ACCOUNTS, TEST_PERSONS, type TestPerson } from '../../../sandbox/payex/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { act, apply, bare, FULL_ANSWERS, monthioReports, SHORT_ANSWERS, startPayexKit, upgrade } from './kit.ts';

interface Transition {
  readonly from: string | null;
  readonly via: string;
  readonly to: string;
}
type Machine = 'application' | 'limitUpgradeApplication' | 'signBankidSe';
const machines = (
  parse(readFileSync('contracts/payex.openapi.yaml', 'utf8')) as { 'x-state-machines': Record<Machine, Transition[]> }
)['x-state-machines'];

/** `InitializedKalp` as the schema has it. */
const shown = (status: string): string => status.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
/** A transition in one line; the two kinds of application differ in the names of their calls alone. */
const line = (from: string | null, via: string, to: string): string => `${from} -> ${to} by ${via}`;
const linesOf = (machine: Machine): string[] =>
  machines[machine].map(({ from, via, to }) => line(from && shown(from), via.replace('LimitUpgrade', ''), shown(to)));

interface Walk {
  readonly kit: Kit;
  readonly id: string;
  readonly answers: readonly object[];
}
/** A step, by the word that the contract has for it (or by what a person does), and which signing it is about. */
type Step = keyof typeof STEPS;
const step = (mutation: string, input: object = {}) => ({
  via: undefined,
  run: ({ kit, id }: Walk) => act(kit, mutation, { application: id, ...input }),
});
const person = (via: '(signing)' | '(user)' | '(time)', run: (walk: Walk) => void) => ({
  via,
  run: async (walk: Walk) => {
    run(walk);
    walk.kit.sandbox.clock.advance(1_000); // what PayEx's own job takes
  },
});
const STEPS = {
  createKycAnswers: {
    via: undefined,
    run: ({ kit, id, answers }: Walk) => act(kit, 'answerKyc', { application: id, answers }),
  },
  redirectKalpDk: step('startKalp'),
  receiveMonthioCallback: {
    via: undefined,
    run: async ({ kit, id }: Walk) => monthioReports(kit, (await act(kit, 'startKalp', { application: id })).url),
  },
  verifyApplication: step('verifyApplication'),
  createSignBankidSe: step('startBankIdSigning', { endUserIp: '192.0.2.10' }),
  extendSignBankidSe: step('extendBankIdSigning'),
  cancelSignBankidSe: step('cancelBankIdSigning'),
  beginSignBankidNo: step('startNorwegianSigning'),
  beginSignMitidDk: step('startDanishSigning'),
  approvePaperApplication: step('approvePaperApplication', { pdf: 'JVBERi0xLjc=' }),
  opensApp: person('(user)', ({ kit, id }) => kit.sandbox.payex.openApp(bare(id))),
  signs: person('(user)', ({ kit, id }) => kit.sandbox.payex.sign(bare(id))),
  otherSigns: person('(user)', ({ kit, id }) => kit.sandbox.payex.signByOther(bare(id))),
  cancels: person('(user)', ({ kit, id }) => kit.sandbox.payex.userCancel(bare(id))),
  waits: person('(time)', ({ kit }) => kit.sandbox.clock.advance(30 * 60_000)),
} as const;

const READ = /* GraphQL */ `
  query ($id: ID!) {
    node(id: $id) {
      ... on CreditApplication {
        status
        bankIdSigning {
          status
        }
      }
    }
  }
`;

/** Walks the steps and notes every transition that a caller can see. */
async function walk(kit: Kit, start: Promise<string>, answers: readonly object[], steps: readonly Step[]) {
  const id = await start;
  const seen = { application: new Set<string>(), signing: new Set<string>() };
  const read = async (): Promise<[string, string | null]> => {
    const { data } = await kit.query(READ, { id });
    return [data.node.status, data.node.bankIdSigning?.status ?? null];
  };
  let [status, signing] = await read();
  seen.application.add(line(null, 'createApplication', status));
  for (const name of steps) {
    const before = [status, signing] as const;
    await STEPS[name].run({ kit, id, answers });
    [status, signing] = await read();
    const { via } = STEPS[name];
    const ofSigning = via !== undefined || name === 'extendSignBankidSe' || name === 'cancelSignBankidSe';
    if (!ofSigning) seen.application.add(line(before[0], name, status));
    else if (before[0] !== status) seen.application.add(line(before[0], '(signing)', status));
    const restarted = name === 'createSignBankidSe';
    if (signing) seen.signing.add(line(restarted ? null : before[1], via ?? name, signing));
  }
  return seen;
}

const { signer, declined, norwegian, danish } = TEST_PERSONS;
const SE_ENDS: readonly (readonly Step[])[] = [
  ['createSignBankidSe', 'opensApp', 'signs'],
  ['createSignBankidSe', 'extendSignBankidSe', 'cancels', 'createSignBankidSe', 'otherSigns'],
  ['createSignBankidSe', 'cancelSignBankidSe', 'createSignBankidSe', 'waits'],
];
const NORDIC: Readonly<Record<'NO' | 'DK', Step>> = { NO: 'beginSignBankidNo', DK: 'beginSignMitidDk' };
const hosted = (country: 'NO' | 'DK'): readonly Step[] => [NORDIC[country], 'cancels', NORDIC[country], 'signs'];

/** Begins an application, or its twin for the account that stands for the same profile. */
type Begin = (kit: Kit, profile: string, person: TestPerson, extra?: object) => Promise<string>;
const ACCOUNTS: Readonly<Record<string, string>> = {
  'kontotyp-1': TEST_ACCOUNTS.swedish.accountNo,
  'kontotyp-2': TEST_ACCOUNTS.swedishSimple.accountNo,
  'kontotyp-3': TEST_ACCOUNTS.declined.accountNo,
  'kontotype-no': TEST_ACCOUNTS.norwegian.accountNo,
  'kontotype-dk': TEST_ACCOUNTS.danish.accountNo,
};
/** Each upgrade asks for more than the one before, which may have been granted. */
let limit = 9_000;
const BEGIN: Readonly<Record<'application' | 'limitUpgradeApplication', Begin>> = {
  application: (kit, profile, person, extra) => apply(kit, person, profile, extra),
  limitUpgradeApplication: (kit, profile) => upgrade(kit, ACCOUNTS[profile] ?? '', String((limit += 10))),
};

test.each(['application', 'limitUpgradeApplication'] as const)(
  'every transition of the %s can be walked through GraphQL, and no other is seen',
  async (machine) => {
    await using kit = await startPayexKit({ gateway: { backOffice: true } });
    const begin = (profile: string, person: TestPerson, extra?: object) => BEGIN[machine](kit, profile, person, extra);
    const seen = new Set<string>();
    const go = async (start: Promise<string>, answers: readonly object[], ...steps: Step[]): Promise<void> => {
      for (const one of (await walk(kit, start, answers, steps)).application) seen.add(one);
    };
    for (const end of SE_ENDS) await go(begin('kontotyp-2', signer), [], ...end);
    await go(begin('kontotyp-1', signer), FULL_ANSWERS, 'createKycAnswers', 'verifyApplication');
    await go(begin('kontotyp-3', declined), [], 'verifyApplication');
    await go(begin('kontotype-no', norwegian), SHORT_ANSWERS, 'createKycAnswers', 'verifyApplication', ...hosted('NO'));
    const kalp: readonly Step[] = ['redirectKalpDk', 'redirectKalpDk', 'receiveMonthioCallback'];
    const after: readonly Step[] = ['verifyApplication', ...hosted('DK')];
    await go(begin('kontotype-dk', danish), SHORT_ANSWERS, ...kalp, 'createKycAnswers', ...after);
    await go(
      begin('kontotype-dk', danish),
      SHORT_ANSWERS,
      'redirectKalpDk',
      'createKycAnswers',
      'receiveMonthioCallback',
    );
    await go(begin('kontotype-dk', danish), SHORT_ANSWERS, 'createKycAnswers', ...kalp);
    if (machine === 'application') {
      const paper = { specialIntent: 'standalone-account-onboarding-manual' };
      await go(begin('kontotyp-1', signer, paper), [], 'approvePaperApplication');
      await go(begin('kontotyp-1', declined, paper), [], 'approvePaperApplication');
    }
    expect([...seen].sort()).toEqual([...new Set(linesOf(machine))].sort());
  },
);

test('every transition of a Swedish signing can be walked through GraphQL, and no other is seen', async () => {
  await using kit = await startPayexKit();
  const seen = new Set<string>();
  for (const end of SE_ENDS) {
    for (const one of (await walk(kit, apply(kit), [], end)).signing) seen.add(one);
  }
  expect([...seen].sort()).toEqual([...new Set(linesOf('signBankidSe'))].sort());
});
