import type { ProviderKey, SettingsReader } from '../config.ts';

/** How hard one provider may be driven, and when it is left alone. */
export interface Capacity {
  /** Longest exchange, in milliseconds. */
  readonly deadlineMs: number;
  /** Calls under way at the same time. */
  readonly concurrency: number;
  /** 0: no budget. */
  readonly requestsPerSecond: number;
  /** Times that a failed read is repeated. */
  readonly retries: number;
  /** Calls that wait for their turn, and for how long at most. */
  readonly queue: number;
  readonly queueMs: number;
  /** The share of failed calls that opens the breaker, the fewest calls on which it is judged, and for how long. */
  readonly breakerRatio: number;
  readonly breakerCalls: number;
  readonly breakerOpenMs: number;
}

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
