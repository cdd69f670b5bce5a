import { test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import type { Fault } from '../../sandbox/kit/provider.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { post, startKit, type Kit } from '../kit/gateway.ts';
import { applicationInput } from '../schema/payex/kit.ts';

type Key = 'fondo' | 'payex' | 'aarthik';

const READS: Readonly<Record<Key, string>> = {
  fondo: `{ client(id: "${DEMO_CLIENT}") { name } }`,
  payex: '{ offers { title } }',
  aarthik: `{ loanJourney(id: "${DEMO_BORROWER}") { status } }`,
};

interface Write {
  readonly mutation: string;
  readonly operation: string;
  readonly input: (at: number) => object;
  /** Requests that one write may become: a start at Aarthik resumes what a lost one has begun. */
  readonly maxSent: number;
}

const WRITES: Readonly<Record<Key, Write>> = {
  fondo: {
    mutation: 'placeOrder',
    operation: 'createOrder',
    input: (at) => ({
      account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`,
      instrument: `Instrument:${DEMO_INSTRUMENT}`,
      trade: { buyAmount: `${150 + at}.50` },
      executor: '197001010003',
    }),
    maxSent: 1,
  },
  payex: {
    mutation: 'createApplication',
    operation: 'createApplication',
    input: () => applicationInput(TEST_PERSONS.signer, 'kontotyp-2'),
    maxSent: 1,
  },
  aarthik: {
    mutation: 'startLoanJourney',
    operation: 'startOrResumeHybridPersonalLoanJourney',
    input: (at) => ({
      borrower: `${TEST_BORROWERS.offered.id}-${at}`,
      personal: { mobileNumber: '9876543210' },
    }),
    maxSent: 2,
  },
};

const KEYS = Object.keys(WRITES) as Key[];
const TROUBLES: readonly [string, Omit<Fault, 'operation'> | 'down'][] = [
  ['refuses connections', 'down'],
  ['resets connections', { socket: 'refuse' }],
  ['loses its answers', { socket: 'lose' }],
  ['is too slow', { delayMs: 2_500 }],
  ['answers 500', { answer: { status: 500 } }],
  ['answers 503', { answer: { status: 503 } }],
  ['answers 429', { answer: { status: 429, body: {} } }],
  ['answers garbage', { answer: { status: 200, body: '}garbage{', type: 'application/json' } }],
  ['truncates its answers', { socket: 'truncate' }],
  ['answers without end', { socket: 'endless' }],
  ['hangs', { socket: 'hang' }],
];
const PLAN = KEYS.flatMap((key) => TROUBLES.map(([name, trouble]) => [key, name, trouble] as const));

/** Breaks one provider; the returned function mends it. */
async function breakDown(kit: Kit, key: Key, trouble: (typeof TROUBLES)[number][1]): Promise<() => unknown> {
  if (trouble !== 'down') return kit.sandbox[key].fault({ operation: '*', ...trouble });
  await kit.sandbox[key].down();
  return () => kit.sandbox[key].up();
}

/** Does a write under an id of its own, and tells what its caller is told. */
async function write(kit: Kit, key: Key, at: number): Promise<{ readonly id: string; readonly outcome: string }> {
  const { mutation, input } = WRITES[key];
  const id = `write-${at}`;
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const document = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { __typename } }`;
  const headers = { 'x-correlation-id': id };
  const { data, errors } = await post(kit.gateway.url, document, { input: input(at) }, headers);
  return { id, outcome: String(errors?.[0]?.extensions?.['code'] ?? data?.[mutation]?.__typename) };
}

/** How often a write was sent, and how often the provider did it. */
function traces(kit: Kit, key: Key, id: string): { readonly sent: number; readonly done: number } {
  const calls = kit.sandbox[key].calls.filter(
    ({ operationId, headers }) => operationId === WRITES[key].operation && headers['x-correlation-id'] === id,
  );
  return { sent: calls.length, done: calls.filter(({ done = 599 }) => done < 300).length };
}

const DONE = new Set(['Order', 'Application', 'LoanJourney']);

test.concurrent.for(PLAN)(
  'during load, while %s %s: the others answer, each write is done once or unknown, and all is well afterwards',
  { timeout: 60_000 },
  async ([key, , trouble], { expect }) => {
    await using kit = await startKit({
      gateway: { capacity: loadSettings({ BREAKER_CALLS: '10', BREAKER_OPEN_MS: '50' }).capacity },
      settings: (given) => ({ ...given, [key]: { ...given[key], deadlineMs: 1_000 } }),
    });
    for (const one of KEYS) expect((await kit.query(READS[one])).errors).toBeUndefined();
    const mend = await breakDown(kit, key, trouble);
    const writes = Array.from({ length: 4 }, (_, at) => write(kit, key, at));
    for (let round = 0; round < 4; round += 1) {
      const load = KEYS.flatMap((one) =>
        Array.from({ length: 4 }, async () => [one, await kit.query(READS[one])] as const),
      );
      for (const [one, { errors }] of await Promise.all(load))
        if (one !== key) expect(errors).toBeUndefined();
        else
          for (const { extensions } of errors ?? []) expect(extensions).toMatchObject({ provider: key.toUpperCase() });
    }
    await mend();
    for (const { id, outcome } of await Promise.all(writes)) {
      const { sent, done } = traces(kit, key, id);
      expect(sent).toBeLessThanOrEqual(WRITES[key].maxSent);
      if (DONE.has(outcome)) expect(done).toBeGreaterThan(0);
      else if (outcome !== 'OutcomeUnknown') expect([outcome, done]).toEqual([outcome, 0]);
    }
    await expect.poll(async () => (await kit.query(READS[key])).errors, { timeout: 5_000 }).toBeUndefined();
    const { id, outcome } = await write(kit, key, 9);
    expect(DONE).toContain(outcome);
    expect(traces(kit, key, id)).toEqual({ sent: 1, done: 1 });
  },
);

test('a start whose answer is lost and whose repeat is turned away may have happened', async ({ expect }) => {
  await using kit = await startKit();
  const { operation } = WRITES.aarthik;
  kit.sandbox.aarthik.fault({ operation, socket: 'lose', times: 1 });
  kit.sandbox.aarthik.fault({ operation, answer: { status: 429, body: {} } });
  const { id, outcome } = await write(kit, 'aarthik', 1);
  expect([outcome, traces(kit, 'aarthik', id)]).toEqual(['OutcomeUnknown', { sent: 2, done: 1 }]);
});
