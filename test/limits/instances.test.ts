import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { loadSettings } from '../../src/config/index.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startThree, type Three } from '../kit/three.ts';

/**
 * What passes at three instances at the very most, however slowly they settle: the burst, and the part of each that has
 * not settled yet. That each had a burst of its own would be thirty.
 */
const BURST = 10;
const MOST = BURST + 2 * Math.floor(BURST / 3);
/** What the three may spend without settling. */
const LEAST = 3 * Math.floor(BURST / 3);
const { limits } = loadSettings({ RATE_PER_SECOND: '0.01', RATE_BURST: String(BURST), TRUSTED_PROXIES: '1' });
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
    let count = passed(await askAll(three, 30, '10.0.0.1'));
    const refused = async (url: string): Promise<boolean> => {
      const status = await ask(url, '10.0.0.1');
      count += passed([status]);
      return status === 429;
    };
    for (const url of three.urls) await expect.poll(() => refused(url), { timeout: 10_000 }).toBe(true);
    expect(count).toBeGreaterThanOrEqual(LEAST);
    expect(count).toBeLessThanOrEqual(MOST);
    let alone = 0;
    const [url = ''] = three.urls;
    await expect.poll(async () => (alone += passed([await ask(url, '10.0.0.2')])), { timeout: 10_000 }).toBe(BURST);
    for (let at = 0; at < 5; at += 1) expect(await ask(url, '10.0.0.2')).toBe(429);
  });

  test('is one for guessed credentials, wherever they are tried', async () => {
    await using three = await startThree(redis, { limits, auth: { apiKeys } });
    let guesses = 0;
    for (let round = 0; round < 20; round += 1)
      for (const url of three.urls) guesses += Number((await ask(url, '10.0.0.3', 'guessed')) === 401);
    expect(guesses).toBeGreaterThanOrEqual(LEAST);
    expect(guesses).toBeLessThanOrEqual(MOST);
    for (const url of three.urls) expect(await ask(url, '10.0.0.4', 'one')).toBe(200);
  });

  test('is divided among them while Redis is away, and one again when it is back', async () => {
    await using three = await startThree(redis, { limits });
    for (const proxy of three.proxies) proxy.cut();
    const count = passed(await askAll(three, 30, '10.0.0.5'));
    expect(count).toBe(LEAST);
    const isUp = (at: number): Promise<number> => three.metric(at, 'gateway_cluster_up{over="redis"}');
    for (const at of [0, 1, 2]) await expect.poll(() => isUp(at), { timeout: 10_000 }).toBe(0);
    for (const proxy of three.proxies) proxy.heal();
    for (const at of [0, 1, 2]) await expect.poll(() => isUp(at), { timeout: 10_000 }).toBe(1);
    // They see each other again a beat after Redis is back.
    let caller = 0;
    const ofAnotherCaller = async (): Promise<number> => passed(await askAll(three, 30, `10.0.1.${(caller += 1)}`));
    await expect.poll(ofAnotherCaller, { timeout: 10_000 }).toBeLessThanOrEqual(MOST);
  });
});
