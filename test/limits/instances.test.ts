import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { loadSettings } from '../../src/config/index.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startThree, type Three } from '../kit/three.ts';

const { limits } = loadSettings({ RATE_PER_SECOND: '0.01', RATE_BURST: '10', TRUSTED_PROXIES: '1' });
const apiKeys = parseApiKeys(`one:${hashOf('one')}:investing:read fondo_clients=*`) ?? [];

/** Asks an instance; answers the HTTP status. */
async function ask(url: string, address: string, key?: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(key !== undefined && { authorization: `ApiKey ${key}` }),
    },
    body: '{"query":"{ __typename }"}',
  });
  await response.arrayBuffer();
  return response.status;
}

const askAll = (three: Three, times: number, address: string, key?: string): Promise<number[]> =>
  Promise.all(three.urls.flatMap((url) => Array.from({ length: times }, () => ask(url, address, key))));
const passed = (statuses: readonly number[]): number => statuses.filter((status) => status !== 429).length;

describe.skipIf(!hasRedis)('the rate of a caller at three instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  test('is one for all of them, and for who asks one alone', async () => {
    await using three = await startThree(redis, { limits });
    // At once: the burst, and one more for each further instance.
    const count = passed(await askAll(three, 30, '10.0.0.1'));
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(12);
    for (const url of three.urls) await expect.poll(() => ask(url, '10.0.0.1')).toBe(429);
    const alone: number[] = [];
    for (let at = 0; at < 15; at += 1) alone.push(await ask(three.urls[0] ?? '', '10.0.0.2'));
    expect(passed(alone)).toBeGreaterThanOrEqual(9);
    expect(passed(alone)).toBeLessThanOrEqual(10);
  });

  test('is one for guessed credentials, wherever they are tried', async () => {
    await using three = await startThree(redis, { limits, auth: { apiKeys } });
    let guesses = 0;
    for (let round = 0; round < 20; round += 1)
      for (const url of three.urls) guesses += Number((await ask(url, '10.0.0.3', 'guessed')) === 401);
    expect(guesses).toBeGreaterThanOrEqual(9);
    expect(guesses).toBeLessThanOrEqual(12);
    for (const url of three.urls) expect(await ask(url, '10.0.0.4', 'one')).toBe(200);
  });

  test('is divided among them while Redis is away, and one again when it is back', async () => {
    await using three = await startThree(redis, { limits });
    for (const proxy of three.proxies) proxy.cut();
    const count = passed(await askAll(three, 30, '10.0.0.5'));
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(12);
    const isUp = (at: number): Promise<number> => three.metric(at, 'gateway_cluster_up{over="redis"}');
    for (const at of [0, 1, 2]) await expect.poll(() => isUp(at), { timeout: 10_000 }).toBe(0);
    for (const proxy of three.proxies) proxy.heal();
    for (const at of [0, 1, 2]) await expect.poll(() => isUp(at), { timeout: 10_000 }).toBe(1);
    // They see each other again a beat after Redis is back.
    let caller = 0;
    const ofAnotherCaller = async (): Promise<number> => passed(await askAll(three, 30, `10.0.1.${(caller += 1)}`));
    await expect.poll(ofAnotherCaller, { timeout: 10_000 }).toBeLessThanOrEqual(12);
  });
});
