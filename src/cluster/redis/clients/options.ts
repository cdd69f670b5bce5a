import type { ClusterOptions, RedisOptions } from 'ioredis';
import type { ClusterSettings } from '../../settings.ts';

/** A command waits so long for its answer, and a connection to be made. */
export const TIMEOUT_MS = 1_000;
const LONGEST_WAIT_MS = 1_000;

const retryStrategy = (attempt: number): number =>
  Math.min(50 * 2 ** attempt, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2);

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The host and port that the URL names. */
export function addressOf({ url }: ClusterSettings): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port || 6379) };
}

/** Of a connection to any server of these settings. */
export function sharedOptions(settings: ClusterSettings): RedisOptions {
  const { url, username, password, tls, topology } = settings;
  const { protocol, hostname, username: user, password: word } = new URL(url);
  const name = username ?? (user ? decodeURIComponent(user) : undefined);
  const pass = password ?? (word ? decodeURIComponent(word) : undefined);
  const named = topology === 'sentinel' || topology === 'cluster' ? {} : { servername: hostname };
  return {
    ...(name !== undefined && { username: name }),
    ...(pass !== undefined && { password: pass }),
    ...(protocol === 'rediss:' && { tls: { ...named, ...tls } }),
    protocol: 2,
    connectTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    autoResubscribe: false, // each reconnect must read what was missed: we subscribe
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
  };
}

/** Of one server, or of the one that the sentinels call the primary. */
export function singleOptions(settings: ClusterSettings): RedisOptions {
  const { protocol, pathname } = new URL(settings.url);
  const isPath = protocol === 'unix:';
  const shared = sharedOptions(settings);
  return {
    ...shared,
    ...(isPath
      ? { path: pathname }
      : settings.topology === 'sentinel'
        ? sentinelOptions(settings, shared)
        : addressOf(settings)),
    ...(!isPath && /^\/\d+$/.test(pathname) && { db: Number(pathname.slice(1)) }),
    enableOfflineQueue: false,
    retryStrategy,
    reconnectOnError: ({ message }) => message.startsWith('READONLY'), // a primary that has become a replica
  };
}

/** The host of the URL is the name by which the sentinels know the primary. */
const sentinelOptions = (settings: ClusterSettings, { tls }: RedisOptions): RedisOptions => ({
  sentinels: [...(settings.nodes ?? [])],
  name: addressOf(settings).host,
  ...(settings.sentinelUsername !== undefined && { sentinelUsername: settings.sentinelUsername }),
  ...(settings.sentinelPassword !== undefined && { sentinelPassword: settings.sentinelPassword }),
  ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  sentinelRetryStrategy: retryStrategy,
  sentinelCommandTimeout: TIMEOUT_MS,
});

/** Of the nodes of a cluster. */
export const clusterOptions = (settings: ClusterSettings): ClusterOptions => ({
  redisOptions: sharedOptions(settings),
  enableOfflineQueue: false,
  clusterRetryStrategy: retryStrategy,
  maxRedirections: 3,
  slotsRefreshTimeout: TIMEOUT_MS,
  slotsRefreshInterval: 5_000,
  dnsLookup: (address, done) => done(null, address), // certificates name hosts
});
