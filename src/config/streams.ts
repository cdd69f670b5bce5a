import type { SettingsReader } from './index.ts';
import { CHANNEL_DEFAULTS } from '../subscriptions/fondo/channel.ts';
import type { StreamOptions } from '../subscriptions/index.ts';
import { whole } from './kinds.ts';
import { inGroup } from './reader.ts';

const streams = inGroup('Subscriptions');
const { relay, log, maxQueue } = CHANNEL_DEFAULTS;
const MINUTE = 60_000;

export const STREAM_SETTINGS = {
  STREAM_SILENCE_MS: streams(
    whole(1_000, 60 * MINUTE),
    'Milliseconds without a word after which an event socket of Fondo counts as dead. Its heartbeat comes every 30 s (inferred).',
    { fallback: relay.silenceMs },
  ),
  STREAM_BACKOFF_MS: streams(
    whole(1, 60 * MINUTE),
    'Longest first wait before a lost event socket is opened again; it doubles with every failure.',
    { fallback: relay.backoffMs[0] },
  ),
  STREAM_BACKOFF_MAX_MS: streams(whole(1, 60 * MINUTE), 'Longest wait of all; not below `STREAM_BACKOFF_MS`.', {
    fallback: relay.backoffMs[1],
  }),
  STREAM_LOG_EVENTS: streams(
    whole(1, 1_000_000),
    'Events of one client of Fondo that are kept for subscribers who come back with a cursor.',
    { fallback: log.maxEvents },
  ),
  STREAM_LOG_AGE_MS: streams(whole(1_000, 24 * 60 * MINUTE), 'How long they are kept, in milliseconds.', {
    fallback: log.maxAgeMs,
  }),
  STREAM_QUEUE: streams(
    whole(1, 1_000_000),
    'Events that wait for one slow subscriber; with more it is let go (`SUBSCRIBER_TOO_SLOW`, close code 4008).',
    { fallback: maxQueue },
  ),
};

export function readStreams(reader: SettingsReader): StreamOptions {
  const [first, longest] = [reader.read('STREAM_BACKOFF_MS'), reader.read('STREAM_BACKOFF_MAX_MS')];
  if (first > longest) reader.reject('STREAM_BACKOFF_MAX_MS', 'expected at least STREAM_BACKOFF_MS');
  return {
    relay: { silenceMs: reader.read('STREAM_SILENCE_MS'), backoffMs: [first, longest] },
    log: { maxEvents: reader.read('STREAM_LOG_EVENTS'), maxAgeMs: reader.read('STREAM_LOG_AGE_MS') },
    maxQueue: reader.read('STREAM_QUEUE'),
  };
}
