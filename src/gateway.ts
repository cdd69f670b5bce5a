import { createAside, startAside } from './aside.ts';
import { createAuthenticator, isLoopback } from './auth/authenticator.ts';
import { MemoryGrants } from './auth/grants.ts';
import { loadSettings, type GatewayConfig, type GatewayOptions, type ProviderKey } from './config.ts';
import { createCallbackReceiver } from './datasources/fondo/journey-callbacks.ts';
import { connect, createUpstreams, disconnect, type ProviderSettings } from './datasources/index.ts';
import { readinessOf } from './health.ts';
import { Gate } from './limits/gate.ts';
import { LoadWatch } from './limits/load.ts';
import { RateLimit } from './limits/rate.ts';
import { upstreamPlan } from './execution/upstream-plan.ts';
import { limitSteps } from './limits/steps.ts';
import { Links } from './links.ts';
import { schema } from './schema/index.ts';
import { startServer } from './server.ts';
import { stopGracefully } from './stop.ts';
import { closeStreams, createStreams, type Streams } from './subscriptions/index.ts';
import { auditMutations } from './telemetry/audit.ts';
import type { Log } from './telemetry/logger.ts';
import { createTelemetry } from './telemetry/index.ts';

export interface Gateway extends AsyncDisposable {
  /** `http://<host>:<port>`; GraphQL is under `/graphql`. */
  readonly url: string;
  /** Of /metrics and /health, where they have a port of their own. */
  readonly metricsUrl: string | undefined;
  readonly log: Log;
  /** Puts new secrets into use, without a restart. */
  rotate(providers: Partial<ProviderSettings>): void;
  /** Not ready, then drained, then closed: see `GatewayConfig.stop`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

auditMutations(schema);

/** The whole gateway: connections to the providers, streams over them, the schema over both, a server around it. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const config: GatewayConfig = { ...loadSettings({}), ...options };
  const { auth, host, sandboxed, backOffice, limits, telemetry: settings } = config;
  const authenticate = createAuthenticator({ auth, host, live: sandboxed.size < 3 });
  const telemetry = createTelemetry(settings);
  const upstreams = createUpstreams(config.capacity, telemetry.observeUpstream);
  const providers: ProviderSettings = {
    fondo: { referenceMs: config.referenceMs, ...config.fondo, upstream: upstreams.fondo },
    payex: { ...config.payex, upstream: upstreams.payex },
    aarthik: { ...config.aarthik, upstream: upstreams.aarthik },
  };
  const connections = connect(providers);
  const streams = createStreams(connections, { publicUrl: config.publicUrl, ...config.streams });
  const fondoCallbacks = createCallbackReceiver(connections.fondo.callbacks, (client, journey) =>
    streams.fondoEvents.publishHint(client, 'journey', journey),
  );
  const links = new Links({ publicUrl: config.publicUrl, secret: config.filesSecret });
  const load = new LoadWatch(limits);
  const rate = new RateLimit(limits.ratePerSecond, limits.rateBurst);
  const gate = new Gate(limits, load, rate);
  const { audit, report } = telemetry;
  const shared = {
    connections,
    streams,
    fondoCallbacks,
    links,
    sandboxed,
    backOffice,
    grants: new MemoryGrants(),
    authenticate,
    upstreams,
    audit,
  };

  let stopping = false;
  const aside = createAside({
    readiness: () => readinessOf(stopping, load.overload, upstreams),
    metrics: telemetry.metrics,
    metricsToken: settings.metricsToken,
    metricsHere: settings.metricsPort === undefined && (settings.metricsToken !== undefined || isLoopback(host)),
  });
  const plans = config.graphiql ? [upstreamPlan] : [];
  const steps = [...plans, ...limitSteps(schema, limits, rate), ...telemetry.steps, load.step];
  const server = await startServer(schema, shared, { ...config, gate, steps, report, aside: aside(false) });
  links.listensOn(server.url);
  const own =
    settings.metricsPort === undefined ? undefined : await startAside(host, settings.metricsPort, aside(true));
  telemetry.watch({ upstreams, load, sockets: () => server.sockets, sources: () => sourcesOf(streams) });

  let closed: Promise<void> | undefined;
  const finish = async (graceMs?: number): Promise<void> => {
    await server.close(graceMs);
    closeStreams(streams);
    await own?.close();
    await disconnect(connections);
    load[Symbol.dispose]();
    await telemetry.close();
  };
  const close = (): Promise<void> => (closed ??= finish());
  return {
    url: server.url,
    metricsUrl: own?.url,
    log: telemetry.log,
    rotate: (fresh) => {
      for (const key of Object.keys(fresh) as ProviderKey[]) Object.assign(providers[key], fresh[key]);
    },
    stop: () => {
      stopping = true;
      return (closed ??= stopGracefully({ ...config.stop, upstreams, load, server, finish }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Sources that are open, by kind of stream, of those kinds that tell. */
const sourcesOf = (streams: Streams): Record<string, number> =>
  Object.fromEntries(
    Object.entries(streams).flatMap(([name, stream]: [string, object]) =>
      'open' in stream && typeof stream.open === 'number' ? [[name, stream.open]] : [],
    ),
  );
