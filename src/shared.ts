import { createAuthenticator } from './auth/authenticator.ts';
import { EventReads } from './auth/event-reads.ts';
import { MemoryGrants } from './auth/grants.ts';
import { SharedGrants } from './auth/shared-grants.ts';
import { memoryCluster, type Cluster } from './cluster/index.ts';
import { isLive, PROVIDER_KEYS, type GatewayConfig } from './config/index.ts';
import type { Audit } from './audit-record.ts';
import type { SharedServices } from './context.ts';
import { createCallbackReceiver } from './datasources/fondo/journey-callbacks.ts';
import type { OpenProviders } from './datasources/index.ts';
import { isLoopbackUrl } from './datasources/kit/urls.ts';
import { Links } from './auth/signed-links.ts';
import { createStreams } from './subscriptions/index.ts';
import { SIMULATED_PACE } from './subscriptions/payex/signing.ts';

/** What all operations share. Refuses to start where it would be open to everybody. */
export function createSharedServices(
  config: GatewayConfig,
  { connections, upstreams, off }: OpenProviders,
  audit: Audit,
  cluster: Cluster = memoryCluster(),
): SharedServices {
  const { auth, host, sandboxed, backOffice, publicUrl, callbackOrigins, loopbackUrls, prefetch } = config;
  const signing = { ...(sandboxed.has('payex') && SIMULATED_PACE), ...config.streams?.signing };
  const streams = createStreams(connections, { publicUrl, ...config.streams, signing }, off, cluster);
  return {
    connections,
    upstreams,
    off,
    streams,
    clusterStatus: cluster.status,
    sandboxed,
    backOffice,
    loopbackUrls,
    simulated: new Set(PROVIDER_KEYS.filter((key) => sandboxed.has(key) || isLoopbackUrl(config[key]?.url ?? ''))),
    prefetch,
    audit,
    authenticate: createAuthenticator({ auth, host, live: isLive(config) }),
    grants: cluster.records ? new SharedGrants(cluster.records) : new MemoryGrants(),
    eventReads: new EventReads((operation) => connections.fondo.operation(operation)),
    links: new Links({
      publicUrl,
      secret: config.filesSecret,
      previousSecrets: config.previousFilesSecrets,
      callbackOrigins,
    }),
    fondoCallbacks: createCallbackReceiver(
      connections.fondo.callbacks,
      (client, object, id) => streams.fondoEvents.publishHint(client, object, id),
      cluster.records,
    ),
  };
}
