import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { SharedGrants } from '../../src/auth/shared-grants.ts';
import { openCluster } from '../../src/cluster/index.ts';
import { startProxy } from '../cluster/proxy.ts';
import { post, startBeside, startKit } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const JOURNEY = `{ loanJourney(id: "${DEMO_BORROWER}") { status updatedAt } }`;

/** Posts a snapshot as Aarthik does; answers the HTTP status. */
async function deliver(
  url: string,
  secret: string,
  status: string,
  seconds = Math.floor(Date.now() / 1000),
): Promise<number> {
  const journey = { type: 'PERSONAL_LOAN', status };
  const body = JSON.stringify({
    origin_experience: 'HYBRID',
    borrower: { provider_id: DEMO_BORROWER, profile: { Personal: { contactNumber: '9876543210' } }, journey },
  });
  const timestamp = String(seconds);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'x-al-delivery-id': status, 'x-al-timestamp': timestamp, 'x-al-signature': `sha256=${signature}` };
  return (await fetch(`${url}/webhooks/aarthik/snapshot`, { method: 'POST', headers, body })).status;
}

describe.skipIf(!hasRedis)('two instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  /** Two gateways over one sandbox, the first of which reaches Redis through a proxy. */
  async function startTwo() {
    const proxy = await startProxy(redis.port);
    const shared = clusterOn(redis.url);
    const first = await startKit({ gateway: { cluster: { ...shared, url: `redis://127.0.0.1:${proxy.port}` } } });
    const second = await startBeside(first, { cluster: shared });
    return {
      sandbox: first.sandbox,
      urls: [first.gateway.url, second.url] as const,
      secret: first.sandbox.aarthik.webhookSecret ?? '',
      proxy,
      async [Symbol.asyncDispose]() {
        await second.close();
        await first[Symbol.asyncDispose]();
        await proxy[Symbol.asyncDispose]();
      },
    };
  }

  test('show the same state of a loan, whichever of them received the snapshot', async () => {
    await using two = await startTwo();
    expect(await deliver(two.urls[0], two.secret, 'KYC_PENDING')).toBe(204);
    const [here, there] = await Promise.all(two.urls.map((url) => post(url, JOURNEY)));
    expect(here?.data.loanJourney).toMatchObject({ status: 'KYC_PENDING', updatedAt: expect.any(String) });
    expect(there?.data.loanJourney).toEqual(here?.data.loanJourney);
  });

  test('have a delivery repeated that could not be shared, and take it then', async () => {
    await using two = await startTwo();
    two.proxy.cut();
    expect(await deliver(two.urls[0], two.secret, 'KYC_PENDING')).toBe(503);
    two.proxy.heal();
    await expect.poll(() => deliver(two.urls[0], two.secret, 'KYC_PENDING'), { timeout: 10_000 }).toBe(204);
    expect((await post(two.urls[1], JOURNEY)).data.loanJourney).toMatchObject({ status: 'KYC_PENDING' });
  });

  test('recognise a delivery that another of them has taken', async () => {
    await using two = await startTwo();
    const counts = async (url: string): Promise<string[]> =>
      (await (await fetch(`${url}/metrics`)).text()).split('\n').filter((line) => line.includes('provider="AARTHIK"'));
    const timestamp = Math.floor(Date.now() / 1000);
    for (const url of two.urls) expect(await deliver(url, two.secret, 'KYC_PENDING', timestamp)).toBe(204);
    expect(await counts(two.urls[0])).toContain('gateway_webhooks_total{provider="AARTHIK",receipt="taken"} 1');
    expect(await counts(two.urls[1])).toContain('gateway_webhooks_total{provider="AARTHIK",receipt="repeated"} 1');
  });

  test('know what either has granted, and open nothing while that is not known', async () => {
    const proxy = await startProxy(redis.port);
    const shared = clusterOn(redis.url);
    const clusters = await Promise.all([
      openCluster(shared),
      openCluster({ ...shared, url: `redis://127.0.0.1:${proxy.port}` }),
    ]);
    const [here, there] = clusters.map(({ records }) => new SharedGrants(records as NonNullable<typeof records>));
    await here?.add('somebody', 'application');
    expect(await there?.holds('somebody', 'application')).toBe(true);
    expect(await there?.holds('somebody else', 'application')).toBe(false);
    proxy.cut();
    await expect(there?.holds('somebody', 'application')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    proxy.heal();
    await Promise.all(clusters.map((cluster) => cluster.close()));
    await proxy[Symbol.asyncDispose]();
  });

  test('fetch one token of a provider, and one more after it was revoked', async () => {
    await using two = await startTwo();
    const fetched = () => two.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'authToken').length;
    const ask = () => Promise.all(two.urls.map((url) => post(url, '{ clients(first: 1) { nodes { id } } }')));
    for (const { errors } of await ask()) expect(errors).toBeUndefined();
    expect(fetched()).toBe(1);
    two.sandbox.fondo.expireTokens();
    for (const { errors } of await ask()) expect(errors).toBeUndefined();
    expect(fetched()).toBe(2);
  });

  test('keep nothing in Redis that can be read, and nothing that names a person', async () => {
    await using two = await startTwo();
    await deliver(two.urls[0], two.secret, 'KYC_PENDING');
    redis.cli('CONFIG', 'SET', 'rdbcompression', 'no');
    redis.cli('SAVE');
    const [, dir = ''] = redis.cli('CONFIG', 'GET', 'dir').split('\n');
    const dump = readFileSync(join(dir, 'dump.rdb'), 'latin1');
    expect(dump).toContain('{0}:i');
    for (const needle of [DEMO_BORROWER, 'KYC_PENDING', 'PERSONAL_LOAN', '9876543210'])
      expect(dump).not.toContain(needle);
  });
});
