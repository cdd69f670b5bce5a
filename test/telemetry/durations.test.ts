import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Durations } from '../../src/telemetry/durations.ts';

const LABELS = ['operation', 'type'] as const;
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

test('durations are told as the histogram of prom-client tells them', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const durations = new Durations(ours, 'some_seconds', 'Some.', LABELS);
  const config = { name: 'some_seconds', help: 'Some.', labelNames: LABELS, buckets: BUCKETS, registers: [theirs] };
  const histogram = new Histogram(config);
  expect(await ours.metrics()).toBe(await theirs.metrics());
  const labels = [
    ['A', 'query'],
    ['A', 'mutation'],
    ['B "quoted"', 'query'],
  ] as const;
  for (const [operation, type] of labels)
    for (const seconds of [0, 0.005, 0.0051, 0.3, 29.99, 30, 31, 1_000]) {
      durations.observe(seconds, operation, type);
      histogram.observe({ operation, type }, seconds);
    }
  const linesOf = (text: string): string[] => text.trim().split('\n').sort();
  expect(linesOf(await ours.metrics())).toEqual(linesOf(await theirs.metrics()));
});
