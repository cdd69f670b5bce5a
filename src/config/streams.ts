import { z } from 'zod';
import { CHANNEL_DEFAULTS } from '../subscriptions/fondo/channel-options.ts';
import { MAX_STREAM_BYTES, type StreamOptions } from '../subscriptions/index.ts';
import { whole } from './kinds.ts';
import { rule } from './rules.ts';

const { relay, log, maxQueue, maxQueueBytes } = CHANNEL_DEFAULTS;
const MINUTE = 60_000;

export const STREAMS = z
  .object({
    STREAM_SILENCE_MS: whole(1_000, 60 * MINUTE)
      .default(relay.silenceMs)
      .meta({
        description:
          'Milliseconds without a message after which an event socket of Fondo is considered dead. Its heartbeat comes every 30 s (inferred).',
      }),
    STREAM_BACKOFF_MS: whole(1, 60 * MINUTE)
      .default(relay.backoffMs[0])
      .meta({
        description:
          'Longest first wait before a lost event socket is opened again, in milliseconds; it doubles with every failure.',
      }),
    STREAM_BACKOFF_MAX_MS: whole(1, 60 * MINUTE)
      .default(relay.backoffMs[1])
      .meta({ description: 'Longest of these waits, in milliseconds; not below `STREAM_BACKOFF_MS`.' }),
    STREAM_LOG_EVENTS: whole(1, 1_000_000).default(log.maxEvents).meta({
      description: 'Events of one client of Fondo that are retained for subscribers that resume with a cursor.',
    }),
    STREAM_LOG_AGE_MS: whole(1_000, 24 * 60 * MINUTE)
      .default(log.maxAgeMs)
      .meta({ description: 'How long they are retained, in milliseconds.' }),
    STREAM_LOG_BYTES: whole(10_000, 2 ** 30)
      .default(log.maxBytes)
      .meta({ description: 'Their bytes, as received. In memory an event takes two to four times as much.' }),
    STREAM_QUEUE: whole(1, 1_000_000).default(maxQueue).meta({
      description:
        'Events that wait for one slow subscriber; beyond that it is disconnected (`SUBSCRIBER_TOO_SLOW`, close code 4008).',
    }),
    STREAM_QUEUE_BYTES: whole(10_000, 2 ** 30)
      .default(maxQueueBytes)
      .meta({
        description:
          'Bytes of the events that wait for one slow subscriber, as received; beyond that it is disconnected, too.',
      }),
    STREAM_BYTES: whole(100_000, 2 ** 32)
      .default(MAX_STREAM_BYTES)
      .meta({
        description:
          'Bytes that the event logs, the queues of subscribers and the last known objects of all clients of Fondo retain together; an event counts once, however many of them hold it. Beyond that the largest logs drop their oldest events, then the slowest subscribers are disconnected.',
      }),
  })
  .refine(
    ({ STREAM_BACKOFF_MS: first, STREAM_BACKOFF_MAX_MS: longest }) => first <= longest,
    rule(['STREAM_BACKOFF_MS', 'STREAM_BACKOFF_MAX_MS'], 'expected at least STREAM_BACKOFF_MS'),
  )
  .meta({ title: 'Subscriptions' });

export const streamSettings = (values: z.output<typeof STREAMS>): StreamOptions => ({
  relay: {
    silenceMs: values.STREAM_SILENCE_MS,
    backoffMs: [values.STREAM_BACKOFF_MS, values.STREAM_BACKOFF_MAX_MS],
  },
  log: {
    maxEvents: values.STREAM_LOG_EVENTS,
    maxBytes: values.STREAM_LOG_BYTES,
    maxAgeMs: values.STREAM_LOG_AGE_MS,
  },
  maxQueue: values.STREAM_QUEUE,
  maxQueueBytes: values.STREAM_QUEUE_BYTES,
  maxBytes: values.STREAM_BYTES,
});
