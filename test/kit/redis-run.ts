import { hasRedis, startRedis } from './redis.ts';

/** Set-up of a run in which every gateway of `startKit` shares its state over Redis, unless its test says otherwise. */
export default async function setup(): Promise<(() => PromiseLike<void>) | undefined> {
  if (!hasRedis) {
    console.warn('There is no redis-server: what needs it is skipped, the rest runs in memory.');
    return undefined;
  }
  const redis = await startRedis();
  process.env['TEST_REDIS_URL'] = redis.url;
  return () => redis[Symbol.asyncDispose]();
}
