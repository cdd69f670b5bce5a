import type { ProviderKey, SettingsReader } from './index.ts';
import type { Capacity } from '../datasources/kit/capacity.ts';

export function readCapacity(reader: SettingsReader): Readonly<Record<ProviderKey, Capacity>> {
  const of = (provider: Uppercase<ProviderKey>): Capacity => ({
    deadlineMs: reader.read(`${provider}_DEADLINE_MS`),
    concurrency: reader.read(`${provider}_CONCURRENCY`),
    requestsPerSecond: reader.read(`${provider}_REQUESTS_PER_SECOND`),
    retries: reader.read('UPSTREAM_RETRIES'),
    queue: reader.read('UPSTREAM_QUEUE'),
    queueMs: reader.read('UPSTREAM_QUEUE_MS'),
    breakerRatio: reader.read('BREAKER_RATIO'),
    breakerCalls: reader.read('BREAKER_CALLS'),
    breakerOpenMs: reader.read('BREAKER_OPEN_MS'),
  });
  return { fondo: of('FONDO'), payex: of('PAYEX'), aarthik: of('AARTHIK') };
}
