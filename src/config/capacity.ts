import { z } from 'zod';
import type { Capacity } from '../datasources/kit/capacity.ts';
import type { ProviderSettings } from '../datasources/index.ts';
import { number, whole } from './kinds.ts';

const MINUTE = 60_000;

/** The load that one provider is given; the names differ in their prefix alone. */
const perProvider = <const P extends string>(provider: P, deadlineMs: number, concurrency: number) => {
  const settings = {
    DEADLINE_MS: whole(100, 10 * MINUTE)
      .default(deadlineMs)
      .meta({ description: 'Longest exchange with the provider, in milliseconds.' }),
    CONCURRENCY: whole(1, 10_000)
      .default(concurrency)
      .meta({ description: 'Concurrent calls; more wait in the queue.' }),
    REQUESTS_PER_SECOND: number(0, 100_000)
      .default(0)
      .meta({ description: 'Budget of calls per second, with one second of burst; 0: none.' }),
  };
  const named = Object.entries(settings).map(([name, schema]) => [`${provider}_${name}`, schema] as const);
  return Object.fromEntries(named) as Record<`${P}_${keyof typeof settings}`, (typeof settings)['DEADLINE_MS']>;
};

export const CAPACITY = z
  .object({
    ...perProvider('FONDO', 15_000, 64),
    ...perProvider('PAYEX', 30_000, 64),
    ...perProvider('AARTHIK', 15_000, 64),
    CACHE_REFERENCE_MS: whole(0, 60 * MINUTE)
      .default(0)
      .meta({
        description:
          'How long instruments, custodians and the offers of PayEx are cached, in milliseconds; 0: not at all. Personal data never is.',
        production: '60000',
      }),
    UPSTREAM_RETRIES: whole(0, 10)
      .default(2)
      .meta({ description: 'Times that a failed read is retried. Writes never are.' }),
    UPSTREAM_QUEUE: whole(0, 100_000)
      .default(1_000)
      .meta({ description: 'Calls that wait in the queue of a provider.' }),
    UPSTREAM_QUEUE_MS: whole(1, 10 * MINUTE)
      .default(5_000)
      .meta({ description: 'Longest wait of a call in that queue, in milliseconds.' }),
    BREAKER_RATIO: number(0.05, 0.95).default(0.5).meta({
      description: 'Share of failed calls within ten seconds at which the circuit breaker of a provider opens.',
    }),
    BREAKER_CALLS: whole(1, 100_000)
      .default(20)
      .meta({ description: 'Fewest calls within ten seconds on which that is judged.' }),
    BREAKER_OPEN_MS: whole(10, 10 * MINUTE)
      .default(1_000)
      .meta({
        description:
          'How long the circuit breaker stays open before one call tests the provider, in milliseconds; doubles up to sixteen times that.',
      }),
  })
  .meta({ title: 'Calls to the providers' });

export type Capacities = Readonly<Record<keyof ProviderSettings, Capacity>>;

export function capacitySettings(values: z.output<typeof CAPACITY>): Capacities {
  const of = (provider: Uppercase<keyof ProviderSettings>): Capacity => ({
    deadlineMs: values[`${provider}_DEADLINE_MS`],
    concurrency: values[`${provider}_CONCURRENCY`],
    requestsPerSecond: values[`${provider}_REQUESTS_PER_SECOND`],
    retries: values.UPSTREAM_RETRIES,
    queue: values.UPSTREAM_QUEUE,
    queueMs: values.UPSTREAM_QUEUE_MS,
    breakerRatio: values.BREAKER_RATIO,
    breakerCalls: values.BREAKER_CALLS,
    breakerOpenMs: values.BREAKER_OPEN_MS,
  });
  return { fondo: of('FONDO'), payex: of('PAYEX'), aarthik: of('AARTHIK') };
}
