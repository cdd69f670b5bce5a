import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { AARTHIK_STATUSES } from '../../src/datasources/aarthik/problems.ts';
import { FONDO_STATUSES } from '../../src/datasources/fondo/problems.ts';
import type { Meaning, StatusTable, Use } from '../../src/datasources/kit/http/statuses.ts';
import { PAYEX_STATUSES } from '../../src/datasources/payex/problems.ts';
import { post, until, type Answered, type KitOptions } from '../kit/gateway.ts';
import { startMangledKit, type Mangled, type MangledKit } from '../kit/mangling-proxy.ts';
import { SandboxTime } from '../kit/sandbox-time.ts';
import { ACCOUNT, act, CLIENT, orderInput, swishInput } from '../schema/fondo/kit.ts';
import { apply, applicationInput, SIGN_STATUS } from '../schema/payex/kit.ts';

type Key = 'fondo' | 'payex' | 'aarthik';
const TABLES: Readonly<Record<Key, StatusTable>> = {
  fondo: FONDO_STATUSES,
  payex: PAYEX_STATUSES,
  aarthik: AARTHIK_STATUSES,
};

/** Every one that may say something else than success. */
const STATUSES = [206, ...Array.from({ length: 300 }, (_, at) => 300 + at)];
const failures = (key: Key, use: Use): number[] =>
  STATUSES.filter((status) => TABLES[key].meaningOf(use, status) !== 'success');

const FAULTS: Readonly<Partial<Record<Meaning, string>>> = {
  credentials: 'PROVIDER_REJECTED_GATEWAY',
  'rate limited': 'RATE_LIMITED',
  passing: 'PROVIDER_UNAVAILABLE',
  'not processed': 'PROVIDER_BAD_ANSWER',
  unexpected: 'PROVIDER_BAD_ANSWER',
};

/** Those that are met in the field, for what takes long. */
const MET = [
  206, 302, 304, 400, 401, 403, 404, 405, 408, 409, 410, 421, 422, 425, 426, 431, 451, 499, 500, 502, 503, 504, 522,
];

/** No breaker, no pause and no wait for a turn gets between one case and the next. */
const start = (options: KitOptions = {}, retries = '2'): Promise<MangledKit> =>
  startMangledKit({
    ...options,
    gateway: {
      capacity: loadSettings({
        ...{ BREAKER_CALLS: '100000', UPSTREAM_RETRIES: retries },
        UPSTREAM_QUEUE_MS: '60000', // hundreds at once, on a machine that may be busy
      }).capacity,
      ...options.gateway,
    },
  });

/** The requests of one operation, by the id that the caller gave it. */
const of =
  (id: string) =>
  ({ headers }: IncomingMessage): boolean =>
    headers['x-correlation-id'] === id;

/** An operation, all of whose calls to a provider are answered with a status and nothing else. */
async function answeredWith(kit: MangledKit, key: Key, status: number, document: string, variables?: object) {
  const id = `status-${status}`;
  const rule = kit.edges[key].mangle({ at: of(id), times: Infinity, status });
  const headers = { 'x-correlation-id': id };
  const answered = await post(kit.gateway.url, document, variables as Record<string, unknown>, headers);
  return { ...answered, calls: rule.count };
}

const codeOf = ({ errors }: Answered): unknown => errors?.[0]?.extensions?.['code'];

const OBJECTS: Readonly<Record<Key, { document: string; name: string; problem?: string }>> = {
  fondo: { document: `{ client(id: "${CLIENT}") { name } }`, name: 'client' },
  payex: {
    document: '{ application(id: "Application:kontotyp-2:one") { status } }',
    name: 'application',
    problem: 'PROVIDER_BAD_ANSWER', // without a code that PayEx knows it is not PayEx that speaks
  },
  aarthik: { document: `{ loanJourney(id: "${DEMO_BORROWER}") { status } }`, name: 'loanJourney' },
};

test.concurrent.each(Object.keys(TABLES) as Key[])(
  'each status means for a read of one object of %s what the table says',
  { timeout: 120_000 },
  async (key) => {
    await using kit = await start({}, '1');
    const { document, name, problem } = OBJECTS[key];
    for (const status of failures(key, 'object')) {
      const meaning = TABLES[key].meaningOf('object', status);
      const { calls, ...answered } = await answeredWith(kit, key, status, document);
      expect([status, answered.data[name]]).toEqual([status, null]);
      const code = meaning === 'absent' ? undefined : meaning === 'problem' ? problem : FAULTS[meaning];
      expect([status, codeOf(answered)]).toEqual([status, code]);
      expect([status, answered.errors?.[0]?.extensions?.['retryable'] ?? false]).toEqual([
        status,
        meaning === 'passing' || meaning === 'rate limited',
      ]);
      const isRenewed = key === 'fondo' && status === 401;
      expect([status, calls]).toEqual([status, meaning === 'passing' || isRenewed ? 2 : 1]);
    }
  },
);

const LISTS: Readonly<Record<Key, { document: string; problem?: string }>> = {
  fondo: { document: '{ clients(first: 1) { nodes { id } } }' },
  payex: { document: '{ offers { title } }', problem: 'PROVIDER_BAD_ANSWER' },
  aarthik: { document: '{ loanProducts { name } }' },
};

test.concurrent.each(Object.keys(TABLES) as Key[])(
  'each status means for a read of a list of %s what the table says, and never that it is empty',
  { timeout: 120_000 },
  async (key) => {
    await using kit = await start({}, '1');
    const { document, problem } = LISTS[key];
    for (const status of failures(key, 'list')) {
      const meaning = TABLES[key].meaningOf('list', status);
      const code = meaning === 'absent' ? 'NOT_FOUND' : meaning === 'problem' ? problem : FAULTS[meaning];
      expect([status, codeOf(await answeredWith(kit, key, status, document))]).toEqual([status, code]);
    }
  },
);

interface Write {
  readonly mutation: string;
  readonly input: (status: number) => object;
  /** How often it may be sent where the first answer leaves its outcome open. */
  readonly maxSent: number;
}
const WRITES: Readonly<Record<Key, Write>> = {
  fondo: { mutation: 'placeOrder', input: (status) => ({ ...orderInput, clientRef: `ref-${status}` }), maxSent: 1 },
  payex: {
    mutation: 'createApplication',
    input: () => applicationInput(TEST_PERSONS.signer, 'kontotyp-2'),
    maxSent: 1,
  },
  aarthik: {
    mutation: 'startLoanJourney',
    input: (status) => ({ borrower: `one-${status}`, personal: { mobileNumber: '9876543210' } }),
    maxSent: 2, // a repeat resumes
  },
};

test.concurrent.each(Object.keys(TABLES) as Key[])(
  'each status means for a write to %s what the table says, and no write is repeated blindly',
  { timeout: 120_000 },
  async (key) => {
    await using kit = await start();
    const { mutation, input, maxSent } = WRITES[key];
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Problem { code } } }`;
    await Promise.all(
      failures(key, 'write').map(async (status) => {
        const sent: string[] = [];
        kit.edges[key].mangle({
          at: (request) => {
            if (!of(`status-${status}`)(request) || request.method !== 'POST') return false;
            sent.push(request.url ?? '');
            return true;
          },
          times: Infinity,
          status,
        });
        const headers = { 'x-correlation-id': `status-${status}` };
        const answered = await post(kit.gateway.url, document, { input: input(status) }, headers);
        const told = answered.data?.[mutation]?.__typename ?? codeOf(answered);
        const meaning = TABLES[key].meaningOf('write', status);
        const outcomes: Readonly<Partial<Record<Meaning, string>>> = {
          ...FAULTS,
          absent: 'NotFound',
          problem: 'Refused',
          passing: 'OutcomeUnknown',
          unexpected: 'OutcomeUnknown',
        };
        expect([status, told]).toEqual([status, outcomes[meaning]]);
        const isRenewed = key === 'fondo' && status === 401;
        expect(sent.length).toBeLessThanOrEqual(isRenewed ? 2 : maxSent);
      }),
    );
  },
);

test('a write that an edge answered with a passing status, though it was done, is found and not repeated', async () => {
  await using kit = await start();
  for (const status of [408, 421, 425, 499, 502]) {
    const order = kit.edges.fondo.mangle({ at: /^POST .*\/order$/, status, isForwarded: true, body: '' });
    const placed = await act(kit, 'placeOrder', { ...orderInput, clientRef: `done-${status}` }, '... on Order { id }');
    expect([status, placed.__typename, order.count]).toEqual([status, 'Order', 1]);
  }
});

test('a success without a body is a bad answer of a read, whatever its status, and never absence', async () => {
  await using kit = await start();
  for (const status of [200, 201, 202, 203, 204, 205, 207, 226, 299]) {
    for (const key of Object.keys(TABLES) as Key[]) {
      for (const { document } of [OBJECTS[key], LISTS[key]])
        expect([status, codeOf(await answeredWith(kit, key, status, document))]).toEqual([
          status,
          'PROVIDER_BAD_ANSWER',
        ]);
    }
  }
});

test('a read that meets a passing status once is answered all the same', async () => {
  await using kit = await start();
  for (const status of [408, 421, 425, 499, 500, 502, 503, 504]) {
    kit.edges.fondo.mangle({ at: `/client/${DEMO_CLIENT}`, status });
    const { data, errors } = await kit.query(OBJECTS.fondo.document);
    expect([status, errors, typeof data.client?.name]).toEqual([status, undefined, 'string']);
  }
});

test.concurrent(
  'a token that cannot be had is never a problem of the caller, for a read or a write',
  { timeout: 120_000 },
  async () => {
    await using kit = await start({}, '0');
    const document = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }`;
    for (const status of failures('fondo', 'token')) {
      const code = FAULTS[FONDO_STATUSES.meaningOf('token', status)];
      expect(code).toBeDefined();
      kit.sandbox.fondo.expireTokens();
      const token = kit.edges.fondo.mangle({ at: '/auth/token', times: Infinity, status });
      // The first call spends the old token, so that the next one begins with the request for another.
      expect([status, codeOf(await kit.query(OBJECTS.fondo.document))]).toEqual([status, code]);
      expect([status, codeOf(await kit.query(document, { input: orderInput }))]).toEqual([status, code]);
      token.remove();
    }
    expect((await kit.query(OBJECTS.fondo.document)).errors).toBeUndefined();
    expect(kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'createOrder')).toEqual([]);
  },
);

test.concurrent('each status means for a document what the table says', { timeout: 120_000 }, async () => {
  await using kit = await start({}, '0');
  const query = `{ node(id: "${ACCOUNT}") { ... on Account { agreements { documentUrl } } } }`;
  const link = (await kit.query(query)).data.node.agreements[0].documentUrl as string;
  for (const status of [201, 204, ...failures('fondo', 'document')]) {
    const rule = kit.edges.fondo.mangle({
      at: '/agreement/',
      times: Infinity,
      status,
      body: status === 204 ? '' : '%PDF-1.7',
    });
    const reply = await fetch(link);
    const isAbsent = FONDO_STATUSES.meaningOf('document', status) === 'absent';
    expect([status, reply.status, reply.headers.get('content-type')]).toEqual([
      status,
      isAbsent ? 404 : 502,
      'text/plain; charset=utf-8',
    ]);
    rule.remove();
  }
  expect((await fetch(link)).status).toBe(200);
});

test.concurrent('no status of a poll ends a stream that was live: a Swish deposit', { timeout: 120_000 }, async () => {
  await using kit = await start({ gateway: { streams: { fondoPolls: { swishEveryMs: 20 } } } });
  const watch = async (status: number) => {
    const { id } = await act(kit, 'createSwishDeposit', swishInput, '... on SwishDeposit { id }');
    const stream = kit.watch(`subscription { swishDepositChanged(id: "${id}") { status } }`);
    await stream.take(1);
    return { stream, odd: kit.edges.fondo.mangle({ at: `/swish/${String(id).split(':').at(-1)}`, status }) };
  };
  const statuses = MET.filter((status) => FONDO_STATUSES.meaningOf('poll', status) !== 'success');
  const watched = await Promise.all(statuses.map(watch));
  await until(() => watched.every(({ odd }) => odd.count === 1), 'every odd answer');
  kit.sandbox.clock.advance(5_000);
  for (const { stream } of watched) {
    expect((await stream.rest()).at(-1)).toMatchObject({ data: { swishDepositChanged: { status: 'PAID' } } });
  }
});

interface Polled {
  readonly stream: ReturnType<MangledKit['watch']>;
  /** A part of the request that is polled. */
  readonly at: string;
}
const POLLED: Readonly<Record<'payex' | 'aarthik', (kit: MangledKit) => Promise<Polled>>> = {
  async payex(kit) {
    const application = await apply(kit);
    return {
      stream: kit.watch(SIGN_STATUS, { application }),
      at: `/applications/${application.split(':').at(-1)}`,
    };
  },
  async aarthik(kit) {
    const { id } = TEST_BORROWERS.otherStatus;
    const START = 'mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { __typename } }';
    await kit.query(START, { input: { borrower: id, personal: { mobileNumber: '9876543210' } } });
    return {
      stream: kit.watch('subscription ($id: ID!) { loanJourneyChanged(id: $id) { status } }', { id }),
      at: '/journey/offers',
    };
  },
};

test.concurrent.each(['payex', 'aarthik'] as const)(
  'no status of a poll of %s ends a stream that was live',
  { timeout: 120_000 },
  async (key) => {
    const time = new SandboxTime();
    const maxMs = 86_400_000; // it is the statuses that must not end it
    await using kit = await start({ gateway: { streams: { signing: { time, maxMs }, loans: { time, maxMs } } } }, '0');
    time.clock = kit.sandbox.clock;
    const { stream, at } = await POLLED[key](kit);
    await stream.take(1);
    let ended: unknown;
    const rest = stream.rest().catch((error: unknown) => (ended = error));
    const edge = kit.edges[key];
    /** Lets the time pass until the poller has asked once more. */
    const asksAgain = (answer: Mangled, status: number): Promise<void> =>
      until(() => {
        if (time.waiting === 1) kit.sandbox.clock.advance(5_000);
        return answer.count === 1 || ended !== undefined;
      }, `a poll around ${status}`);
    for (const status of failures(key, 'poll')) {
      await asksAgain(edge.mangle({ at, status }), status);
      await asksAgain(edge.mangle({ at }), status); // an answer that is right
      expect([status, ended]).toEqual([status, undefined]);
    }
    await stream.leave();
    await rest;
  },
);

test.concurrent(
  'no status of an upgrade ends those who listen to a client that is there',
  { timeout: 120_000 },
  async () => {
    await using kit = await start({
      gateway: { streams: { relay: { backoffMs: [1, 5] }, fondoLingerMs: 0, delayedAfterMs: 60_000 } },
    });
    const events = `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) { ... on StreamStatus { state } } }`;
    for (const status of [200, ...failures('fondo', 'upgrade')]) {
      const upgrade = kit.edges.fondo.mangle({ at: '/subscribe', times: 2, status });
      const stream = kit.watch(events);
      expect([status, (await stream.take(1))[0]?.data?.clientEvents.state, upgrade.count]).toEqual([status, 'LIVE', 2]);
      await stream.leave();
      await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the socket to be closed');
    }
  },
);
