import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { startBeside, startKit, until, watchAt, type Kit, type Watching } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startProxy } from './proxy.ts';
import { polledObjects } from './polled-objects.ts';
import { paymentsInput, swishInput } from '../schema/fondo/kit.ts';

interface Polled {
  readonly name: string;
  /** Makes what is followed; its id. */
  readonly make: (kit: Kit) => Promise<string>;
  readonly query: string;
  /** By which it is polled. */
  readonly operation: string;
}

const made = async (kit: Kit, mutation: string, input: object): Promise<string> => {
  const { data, errors } = await kit.query(mutation, { input });
  expect(errors).toBeUndefined();
  return String(Object.values(data as Record<string, { id: string }>)[0]?.id);
};

const KINDS: readonly Polled[] = [
  {
    name: 'a Swish deposit',
    make: (kit) =>
      made(
        kit,
        'mutation ($input: CreateSwishDepositInput!) { createSwishDeposit(input: $input) { ... on SwishDeposit { id } } }',
        swishInput,
      ),
    query: 'swishDepositChanged(id: $id) { id status }',
    operation: 'pollSwishDeposit',
  },
  {
    name: 'a payment instruction',
    make: (kit) =>
      made(
        kit,
        'mutation ($input: CreatePaymentInstructionInput!) { createPaymentInstruction(input: $input) { ... on PaymentInstruction { id } } }',
        paymentsInput,
      ),
    query: 'paymentInstructionChanged(id: $id) { id status }',
    operation: 'getPaymentInstruction',
  },
  {
    name: 'a loan journey',
    make: (kit) =>
      made(
        kit,
        'mutation ($input: StartLoanJourneyInput!) { startLoanJourney(input: $input) { ... on LoanJourney { id } } }',
        { borrower: TEST_BORROWERS.offered.id, personal: { mobileNumber: '9876543210' } },
      ),
    query: 'loanJourneyChanged(id: $id) { id status }',
    operation: 'pollHybridPersonalLoanOffers',
  },
];

/** Between two signs of life of an instance that learns late who lives. */
const LATE_BEAT_MS = 6_000;

/** Which a provider asks for. */
const PAUSE_MS = 4_000;

/** A batch of debits is read at most once a second, whoever wants it. */
const LEAST_GAP_MS = 1_000;

describe.skipIf(!hasRedis)('what is polled, and followed at two instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  test.for(KINDS)(
    '$name is read by one of them, and both are told',
    { timeout: 60_000 },
    async ({ make, query, operation }) => {
      const cluster = clusterOn(redis.url);
      // No interval ends while the test runs: every reading has a cause.
      const fondoPolls = { swishEveryMs: 60_000, paymentInstructionEveryMs: 60_000 };
      const gateway = { cluster, streams: { fondoPolls, loans: { minMs: 60_000, waitMs: 60_000 } } };
      await using kit = await startKit({ gateway });
      const second = await startBeside(kit, gateway);
      const id = await make(kit);
      const { fondo, aarthik } = kit.sandbox;
      const readings = (): number =>
        [...fondo.calls, ...aarthik.calls].filter(({ operationId }) => operationId === operation).length;
      const before = readings();
      const document = `subscription ($id: ID!) { told: ${query} }`;
      const first = kit.watch(document, { id });
      const [told] = await first.take(1);
      expect(told?.data.told).toMatchObject({ id });
      expect(readings()).toBe(before + 1);
      const since = Date.now();
      await until(() => Date.now() > since + LEAST_GAP_MS, 'the time from which another reading would be permitted');
      const other = watchAt(second.url, document, { id });
      expect((await other.take(1))[0]?.data).toEqual(told?.data);
      expect(readings()).toBe(before + 1);
      await Promise.all([first.leave(), other.leave()]);
      await second.close();
    },
  );

  test('a deposit is read on by the other instance where the one that read it could not give it up in time', async () => {
    await using proxy = await startProxy(redis.port);
    const shared = clusterOn(redis.url, { sessionMs: 60_000 });
    const streams = { fondoPolls: { swishEveryMs: 200 } };
    const url = `redis://127.0.0.1:${proxy.port}`;
    await using kit = await startKit({ gateway: { streams, cluster: { ...shared, url } } });
    const second = await startBeside(kit, { streams, cluster: shared });
    const id = await KINDS[0]?.make(kit);
    const document = 'subscription ($id: ID!) { swishDepositChanged(id: $id) { status } }';
    const first = kit.watch(document, { id });
    await first.take(1);
    const other = watchAt(second.url, document, { id });
    await other.take(1);
    proxy.cut();
    await first.leave();
    const since = Date.now();
    await until(() => Date.now() > since + 3_000, 'the time in which Redis would have answered');
    proxy.heal();
    kit.sandbox.clock.advance(60_000);
    expect((await other.take(1))[0]?.data.swishDepositChanged).toEqual({ status: 'PAID' });
    await other.leave();
    await second.close();
  });

  test.concurrent.for(KINDS)(
    '$name is told to who joins before the holder was heard of, as soon as it is known to live',
    { timeout: 60_000 },
    async ({ make, query }) => {
      const shared = clusterOn(redis.url, { sessionMs: 60_000 });
      const fondoPolls = { swishEveryMs: 60_000, paymentInstructionEveryMs: 60_000 };
      const streams = { fondoPolls, loans: { minMs: 1_000, waitMs: 60_000 } };
      const gateway = { streams, cluster: { ...shared, beatMs: LATE_BEAT_MS } };
      await using kit = await startKit({ gateway });
      const holder = await startBeside(kit, { streams, cluster: shared });
      const id = await make(kit);
      const document = `subscription ($id: ID!) { told: ${query} }`;
      const first = watchAt(holder.url, document, { id });
      const [told] = await first.take(1);
      const members = await (await fetch(`${kit.gateway.url}/metrics`)).text();
      expect(members).toContain('gateway_cluster_members{over="redis"} 1\n');
      const joined = Date.now();
      const late = kit.watch(document, { id });
      expect((await late.take(1))[0]?.data.told).toMatchObject({ id: told?.data.told.id });
      expect(Date.now() - joined).toBeLessThan(LATE_BEAT_MS + 1_000);
      await Promise.all([first.leave(), late.leave()]);
      await holder.close();
    },
  );

  test.concurrent.for(['another follows it', 'another comes to follow it'])(
    'a pause that the provider asked for after a failed reading is kept by the instance that takes over, where %s',
    { timeout: 60_000 },
    async (when) => {
      const gateway = { cluster: clusterOn(redis.url), streams: { signing: { qrMs: 200 } } };
      await using kit = await startKit({ gateway });
      const second = await startBeside(kit, gateway);
      const id = polledObjects(kit.sandbox).makePolled('signing');
      const readings = (): number =>
        kit.sandbox.payex.calls.filter(({ operationId }) => operationId === 'getSignBankidSe').length;
      const first = kit.watch(SIGNING, { id });
      await first.take(1);
      const follow = async (): Promise<Watching> => {
        const watching = watchAt(second.url, SIGNING, { id });
        await watching.take(1);
        return watching;
      };
      const early = when === 'another follows it' ? await follow() : undefined;
      const answer = { status: 503, headers: { 'retry-after': String(PAUSE_MS / 1000) } };
      const failing = kit.sandbox.payex.fault({ operation: 'getSignBankidSe', answer });
      const before = readings();
      await until(() => readings() > before, 'the reading that fails');
      const since = Date.now();
      failing();
      await until(() => Date.now() > since + 300, 'its answer to have come');
      await kit.gateway.close();
      const other = early ?? (await follow());
      const held = readings();
      await until(() => readings() > held, 'the next reading', 20_000);
      expect(Date.now() - since).toBeGreaterThan(PAUSE_MS - 500);
      await other.leave();
      await second.close();
    },
  );

  const SIGNING = 'subscription ($id: ID!) { signStatus(application: $id) { bankId { status } } }';
  const JOURNEY = 'subscription ($id: ID!) { loanJourneyChanged(id: $id) { status } }';

  /** What somebody is told of a loan journey, as it comes. */
  function toldOf(watching: Watching): string[] {
    const told: string[] = [];
    void (async () => {
      for await (const { data } of watching) told.push(String(data?.loanJourneyChanged.status));
    })().catch(() => undefined);
    return told;
  }

  test.concurrent(
    'who comes to another instance right after the end is told how it ended at once, and it is read at its pace',
    { timeout: 60_000 },
    async () => {
      const gateway = { cluster: clusterOn(redis.url), streams: { loans: { minMs: 5_000, waitMs: 5_000 } } };
      await using kit = await startKit({ gateway });
      const second = await startBeside(kit, gateway);
      const { makePolled, movePolled } = polledObjects(kit.sandbox);
      const id = makePolled('loanJourney');
      movePolled('loanJourney', id, 2);
      const told = await kit.watch(JOURNEY, { id }).rest();
      expect(told.map(({ data }) => data.loanJourneyChanged.status)).toEqual(['DISBURSED']);
      const since = Date.now();
      const late = watchAt(second.url, JOURNEY, { id });
      expect((await late.take(1))[0]?.data.loanJourneyChanged.status).toBe('DISBURSED');
      expect(Date.now() - since).toBeLessThan(2_500);
      expect(await late.rest()).toEqual([]);
      expect(Date.now() - since).toBeGreaterThan(2_500);
      await second.close();
    },
  );

  test.concurrent(
    'the reading of an instance that stops counts: the one that reads on waits as long as if it had been answered',
    { timeout: 60_000 },
    async () => {
      const shared = clusterOn(redis.url);
      const streams = { loans: { minMs: 4_000, activeMs: 4_000, waitMs: 4_000 } };
      await using kit = await startKit({ gateway: { streams, cluster: shared } });
      const holder = await startBeside(kit, { streams, cluster: shared });
      const id = polledObjects(kit.sandbox).makePolled('loanJourney');
      const { aarthik } = kit.sandbox;
      const readings = (): number =>
        aarthik.calls.filter(({ operationId }) => operationId === 'pollHybridPersonalLoanOffers').length;
      const elsewhere = watchAt(holder.url, JOURNEY, { id });
      const heard = toldOf(elsewhere);
      await until(() => heard.length === 1, 'the holder to read');
      const told = toldOf(kit.watch(JOURNEY, { id }));
      await until(() => told.length === 1, 'the other to be told');
      aarthik.fault({ operation: 'pollHybridPersonalLoanOffers', socket: 'hang', times: 1 });
      const before = readings();
      await until(() => readings() > before, 'a reading that is not answered', 10_000);
      const begun = Date.now();
      void holder.close();
      await until(() => readings() > before + 1, 'the next reading', 10_000);
      expect(Date.now() - begun).toBeGreaterThan(3_850);
    },
  );

  test('what is not to be read for long is remembered as long as it is held', async () => {
    const shared = clusterOn(redis.url);
    const streams = { loans: { minMs: 600_000, waitMs: 600_000 } };
    await using kit = await startKit({ gateway: { streams, cluster: shared } });
    const id = polledObjects(kit.sandbox).makePolled('loanJourney');
    await kit.watch(JOURNEY, { id }).take(1);
    const threads = redis.cli('KEYS', `${shared.prefix}*:t:*`).split('\n');
    expect(threads).toHaveLength(1);
    expect(Number(redis.cli('PTTL', String(threads[0])))).toBeGreaterThan(600_000);
  });

  test.concurrent(
    'what an instance that was cut off has read for itself is not followed by what the others had read before',
    { timeout: 60_000 },
    async () => {
      await using proxy = await startProxy(redis.port);
      const shared = clusterOn(redis.url, { sessionMs: 60_000 });
      const streams = { loans: { minMs: 5_000, activeMs: 5_000, waitMs: 5_000 } };
      const url = `redis://127.0.0.1:${proxy.port}`;
      await using kit = await startKit({ gateway: { streams, cluster: { ...shared, url } } });
      const { makePolled, movePolled } = polledObjects(kit.sandbox);
      const holder = await startBeside(kit, { streams, cluster: shared });
      const id = makePolled('loanJourney');
      const elsewhere = watchAt(holder.url, JOURNEY, { id });
      const heard = toldOf(elsewhere);
      await until(() => heard.length === 1, 'the holder to read');
      const here = kit.watch(JOURNEY, { id });
      const told = toldOf(here);
      await until(() => told.length === 1, 'the other to be told');
      proxy.cut();
      movePolled('loanJourney', id, 1);
      await until(() => told.length === 2, 'the one that is cut off to read for itself');
      expect(heard).toEqual(['OFFERS_PENDING']);
      proxy.heal();
      await until(() => heard.length === 2, 'the holder to read again', 10_000);
      movePolled('loanJourney', id, 2);
      await until(() => told.includes('DISBURSED') && heard.includes('DISBURSED'), 'both to be told the end', 20_000);
      expect(told).toEqual(['OFFERS_PENDING', 'KYC_PENDING', 'DISBURSED']);
      expect(heard).toEqual(['OFFERS_PENDING', 'KYC_PENDING', 'DISBURSED']);
      await Promise.all([here.leave(), elsewhere.leave()]);
      await holder.close();
    },
  );

  test.concurrent(
    'an instance that reads for itself goes on for all where Redis is back, empty, and the one that had read is gone',
    { timeout: 60_000 },
    async () => {
      await using lost = await startRedis();
      await using proxy = await startProxy(lost.port);
      const shared = clusterOn(lost.url);
      const streams = { loans: { minMs: 500, activeMs: 500, waitMs: 500 } };
      await using kit = await startKit({ gateway: { streams, cluster: shared } });
      const { makePolled, movePolled } = polledObjects(kit.sandbox);
      const url = `redis://127.0.0.1:${proxy.port}`;
      const holder = await startBeside(kit, { streams, cluster: { ...shared, url } });
      const id = makePolled('loanJourney');
      const elsewhere = watchAt(holder.url, JOURNEY, { id });
      const heard = toldOf(elsewhere);
      await until(() => heard.length === 1, 'the holder to read');
      const here = kit.watch(JOURNEY, { id });
      const told = toldOf(here);
      await until(() => told.length === 1, 'the other to be told');
      proxy.cut(); // whatever becomes of the holder, the others hear nothing of it any more
      lost.signal('SIGKILL');
      movePolled('loanJourney', id, 1);
      await until(() => told.length === 2, 'the other to read for itself');
      await lost.restart();
      const since = Date.now();
      await until(() => Date.now() > since + 4_000, 'the thread to be claimed');
      movePolled('loanJourney', id, 2);
      await until(() => told.includes('DISBURSED'), 'the end to be told', 10_000);
      expect(told).toEqual(['OFFERS_PENDING', 'KYC_PENDING', 'DISBURSED']);
      await Promise.all([here.leave(), elsewhere.leave()]);
      await holder.close();
    },
  );
});
