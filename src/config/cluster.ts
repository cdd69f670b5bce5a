import { z } from 'zod';
import type { ClusterSettings } from '../cluster/settings.ts';
import { isLoopback } from '../datasources/kit/loopback.ts';
import { choice, parsed, pem, text, whole } from './kinds.ts';
import { rule } from './rules.ts';

const PROTOCOLS: ReadonlySet<string> = new Set(['redis:', 'rediss:', 'unix:']);

const redisUrl = parsed('a URL that begins with `redis://`, `rediss://` or `unix:///`', (value) => {
  const url = URL.parse(value);
  return url && PROTOCOLS.has(url.protocol) && (url.protocol !== 'unix:' || url.pathname.length > 1)
    ? value
    : undefined;
});

/** Addresses of servers: `host:port`, separated by commas. */
const addresses = parsed('addresses `host:port`, separated by commas', (value) => {
  const nodes = value.split(',').map((one) => {
    const { hostname = '', port = '', host } = URL.parse(`redis://${one.trim()}`) ?? {};
    return host === one.trim() && port !== ''
      ? { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
      : undefined;
  });
  return nodes.every((node) => node !== undefined) ? nodes : undefined;
});

export const CLUSTER = z
  .object({
    REDIS_URL: redisUrl.optional().meta({
      description:
        'Redis 6.2 or Valkey 7.2, or newer, that all instances share: `redis://host:6379/0`, `rediss://` with TLS, `unix:///run/redis.sock`. Without it an instance knows nothing of others. Needs `FILES_SECRET`. See docs/scale-out.md.',
      secret: true,
    }),
    REDIS_TOPOLOGY: choice('single', 'sentinel', 'cluster').default('single').meta({
      description:
        'How Redis is run: one server (or one address that always leads to the primary), a primary that sentinels name, or a Redis Cluster (7.0 or newer).',
    }),
    REDIS_NODES: addresses.optional().meta({
      description:
        'With `sentinel`: the sentinels; the host in `REDIS_URL` is then the name by which they know the primary (`redis://mymaster`). With `cluster`: further nodes to begin at, in case the one in `REDIS_URL` is down.',
    }),
    REDIS_SENTINEL_USERNAME: text
      .optional()
      .meta({ description: 'ACL user of the sentinels, where they ask for one.' }),
    REDIS_SENTINEL_PASSWORD: text.optional().meta({ description: 'Its password.', secret: true }),
    REDIS_PREFIX: text
      .regex(/^[\w.:-]{1,64}$/)
      .meta({ expected: 'letters, digits and `_.:-`' })
      .default('gw1:')
      .meta({
        description: 'Start of every key and channel; another one for each environment that shares the Redis.',
      }),
    REDIS_USERNAME: text.optional().meta({ description: 'ACL user, where the URL names none.' }),
    REDIS_PASSWORD: text.optional().meta({ description: 'Its password.', secret: true }),
    REDIS_CA: pem.optional().meta({ description: 'Certificate authority of the server; those of Node when left out.' }),
    REDIS_CERT: pem.optional().meta({ description: 'Certificate of this client; with `REDIS_KEY`.' }),
    REDIS_KEY: pem.optional().meta({ description: 'Its private key.' }),
    REDIS_SESSION_MS: whole(500, 60_000).default(4_000).meta({
      description: 'Milliseconds without a sign of life after which another instance takes over what one held.',
    }),
    REDIS_BEAT_MS: whole(50, 20_000)
      .default(1_000)
      .meta({ description: 'Milliseconds between two signs of life; at most a third of `REDIS_SESSION_MS`.' }),
  })
  .refine(
    ({ REDIS_TOPOLOGY: topology, REDIS_NODES: nodes }) => topology !== 'sentinel' || nodes,
    rule(['REDIS_TOPOLOGY', 'REDIS_NODES']),
  )
  .refine(({ REDIS_CERT, REDIS_KEY }) => !REDIS_KEY || REDIS_CERT, rule(['REDIS_CERT']))
  .refine(({ REDIS_CERT, REDIS_KEY }) => !REDIS_CERT || REDIS_KEY, rule(['REDIS_KEY']))
  .refine(
    ({ REDIS_SESSION_MS: session, REDIS_BEAT_MS: beat }) => beat * 3 <= session,
    rule(['REDIS_SESSION_MS', 'REDIS_BEAT_MS'], 'expected at most a third of REDIS_SESSION_MS'),
  )
  .meta({ title: 'Several instances' });

/** Whether what is sent to this Redis leaves the machine in the clear. */
export function isExposed({ REDIS_URL: url = '', REDIS_TOPOLOGY: topology, REDIS_NODES: nodes = [] }: ClusterValues) {
  const { protocol, hostname } = URL.parse(url) ?? {};
  if (protocol !== 'redis:') return false;
  const hosts = [...(topology === 'sentinel' ? [] : [hostname ?? '']), ...nodes.map(({ host }) => host)];
  return hosts.some((host) => host !== '' && !isLoopback(host));
}

type ClusterValues = z.output<typeof CLUSTER>;

/** @param secret seals what is stored in Redis; there is one wherever there is a URL */
export function clusterSettings(
  values: ClusterValues,
  secret: string | undefined,
  previousSecrets: readonly string[],
): ClusterSettings | undefined {
  const { REDIS_URL: url, REDIS_CA: ca, REDIS_CERT: cert, REDIS_KEY: key } = values;
  if (url === undefined || secret === undefined) return undefined;
  return {
    url,
    topology: values.REDIS_TOPOLOGY,
    ...(values.REDIS_NODES && { nodes: values.REDIS_NODES }),
    sentinelUsername: values.REDIS_SENTINEL_USERNAME,
    sentinelPassword: values.REDIS_SENTINEL_PASSWORD,
    prefix: values.REDIS_PREFIX,
    username: values.REDIS_USERNAME,
    password: values.REDIS_PASSWORD,
    tls: { ca, cert, key },
    secret,
    previousSecrets,
    sessionMs: values.REDIS_SESSION_MS,
    beatMs: values.REDIS_BEAT_MS,
  };
}
