import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act, apply, bare, FAST, SIGN_STATUS, startPayexKit } from '../../schema/payex/kit.ts';
import { startProxy } from '../../cluster/proxy.ts';
import { post, startBeside, watchAt, type Kit } from '../../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../../kit/redis.ts';

/** No interval of these ends while a test runs: every reading has a cause. */
const SLOW = { ...FAST, qrMs: 60_000, waitMs: 60_000, settleMs: 60_000, idleMs: 60_000 };
const polls = ({ sandbox }: Kit): number =>
  sandbox.payex.calls.filter(({ operationId }) => operationId.startsWith('get')).length;
const metricsOf = async ({ gateway }: Kit): Promise<string> => (await fetch(`${gateway.url}/metrics`)).text();
const NEXT =
  'subscription ($application: ID!) { processChanged(id: $application) { nextActions { __typename ... on ShowBankId { signing { status } } } } }';
const START =
  'mutation ($id: ID!) { startBankIdSigning(input: { application: $id, endUserIp: "192.0.2.10" }) { __typename } }';
const CANCEL = 'mutation ($id: ID!) { cancelBankIdSigning(input: { application: $id }) { __typename } }';

describe.skipIf(!hasRedis)('a signing that is followed at two instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  async function startTwo() {
    const proxy = await startProxy(redis.port);
    const shared = clusterOn(redis.url);
    const streams = { signing: SLOW };
    const first = await startPayexKit({
      gateway: { streams, cluster: { ...shared, url: `redis://127.0.0.1:${proxy.port}` } },
    });
    const second = await startBeside(first, { streams, cluster: shared });
    const application = await apply(first);
    await act(first, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    return {
      first,
      second,
      proxy,
      application,
      async [Symbol.asyncDispose]() {
        await second.close();
        await first[Symbol.asyncDispose]();
        await proxy[Symbol.asyncDispose]();
      },
    };
  }

  test('is polled by one of them, and both are told', async () => {
    await using two = await startTwo();
    const { first, second, application } = two;
    const mine = first.watch(SIGN_STATUS, { application });
    expect((await mine.take(1))[0]?.data.signStatus.bankId.status).toBe('PENDING');
    const cost = polls(first);
    const others = [second.url, second.url].map((url) => watchAt(url, SIGN_STATUS, { application }));
    for (const other of others) expect((await other.take(1))[0]?.data.signStatus.bankId.status).toBe('PENDING');
    expect(polls(first)).toBe(cost);
    await Promise.all([mine, ...others].map((one) => one.leave()));
  });

  test('is read at once where an act of the other has changed it', async () => {
    await using two = await startTwo();
    const mine = two.first.watch(SIGN_STATUS, { application: two.application });
    await mine.take(1);
    await post(two.second.url, CANCEL, { id: two.application });
    expect((await mine.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
  });

  test('is followed on, and told at once, where the other starts it anew after it has failed', async () => {
    await using two = await startTwo();
    const { first, second, application } = two;
    const process = first.watch(NEXT, { application });
    const next = async () => (await process.take(1))[0]?.data.processChanged.nextActions[0];
    expect((await next()).__typename).toBe('ShowBankId');
    first.sandbox.payex.userCancel(bare(application));
    const failing = watchAt(second.url, SIGN_STATUS, { application }); // has it read
    expect((await failing.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
    expect((await next()).__typename).toBe('Sign');
    await post(second.url, START, { id: application });
    const again = watchAt(second.url, SIGN_STATUS, { application });
    expect((await again.take(1))[0]?.data.signStatus).toMatchObject({ isFinal: false, bankId: { status: 'PENDING' } });
    expect(await next()).toMatchObject({ signing: { status: 'PENDING' } });
    await Promise.all([process.leave(), again.leave()]);
  });

  test('begins with the signing that was started anew, not with the failure that was read last', async () => {
    await using two = await startTwo();
    const { first, second, application } = two;
    const failing = first.watch(SIGN_STATUS, { application });
    await failing.take(1);
    await post(first.gateway.url, CANCEL, { id: application });
    expect((await failing.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
    while (!(await metricsOf(first)).includes('gateway_cluster_threads{role="held"} 0'));
    await post(second.url, START, { id: application });
    const again = watchAt(second.url, SIGN_STATUS, { application });
    expect((await again.take(1))[0]?.data.signStatus).toMatchObject({ isFinal: false, bankId: { status: 'PENDING' } });
    await again.leave();
  });

  test('is read at once where PayEx calls the other back', async () => {
    const shared = clusterOn(redis.url);
    const streams = { signing: SLOW };
    const publicUrl = 'http://127.0.0.1:1/';
    await using first = await startPayexKit({ gateway: { streams, publicUrl, cluster: shared } });
    const second = await startBeside(first, { streams, publicUrl, cluster: shared });
    const application = await apply(first);
    await act(first, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    const sent = first.sandbox.payex.calls.find(({ operationId }) => operationId === 'createSignBankidSe')?.body;
    const { callbackUrl } = sent as { callbackUrl: string };
    const watching = watchAt(second.url, SIGN_STATUS, { application });
    await watching.take(1);
    first.sandbox.payex.userCancel(bare(application));
    expect((await fetch(callbackUrl.replace(publicUrl, `${first.gateway.url}/`))).status).toBe(204);
    expect((await watching.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
    await second.close();
  });

  test('is polled by each of them for itself while Redis is away', async () => {
    await using two = await startTwo();
    const { first, second, application } = two;
    const other = watchAt(second.url, SIGN_STATUS, { application });
    await other.take(1);
    two.proxy.cut();
    const mine = first.watch(SIGN_STATUS, { application });
    expect((await mine.take(1))[0]?.data.signStatus.bankId.status).toBe('PENDING');
    two.proxy.heal();
    await Promise.all([mine.leave(), other.leave()]);
  });
});
