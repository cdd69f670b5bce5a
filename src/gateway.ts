import { openProbes } from './server/probes.ts';
import { openCluster } from './cluster/index.ts';
import { loadSettings, type GatewayConfig, type GatewayOptions } from './config/index.ts';
import { openProviders } from './datasources/index.ts';
import { upstreamPlan } from './execution/upstream-plan.ts';
import { timeMutations } from './limits/deadline.ts';
import { createLimits } from './limits/index.ts';
import { ownConfig, applyReload, type Reloaded } from './lifecycle/reload.ts';
import { schema } from './schema/index.ts';
import { prepareAct } from './schema/acts.ts';
import { startServer } from './server/index.ts';
import { createSharedServices } from './shared.ts';
import { shutdown } from './lifecycle/shutdown.ts';
import { startWarnings } from './lifecycle/start-warnings.ts';
import { closeStreams, openSources } from './subscriptions/index.ts';
import { auditMutations } from './telemetry/audit.ts';
import type { Log } from './telemetry/logger.ts';
import { createTelemetry } from './telemetry/index.ts';

export interface Gateway extends AsyncDisposable {
  /** `http://<host>:<port>`; GraphQL is under `/graphql`. */
  readonly url: string;
  /** Of /metrics and /health, where they have a port of their own. */
  readonly metricsUrl: string | undefined;
  readonly log: Log;
  /** Puts new secrets and trusted documents into use, without a restart. */
  reload(fresh: Reloaded): void;
  /** Not ready, then drained, then closed: see `GatewayConfig.stop`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

timeMutations(auditMutations(schema, prepareAct));

/** The whole gateway: connections to the providers, streams over them, the schema over both, a server around it. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const config: GatewayConfig = ownConfig({ ...loadSettings({}), ...options });
  const telemetry = await createTelemetry(config.telemetry, schema);
  startWarnings(config).forEach((warning) => telemetry.log.warn(warning));
  const cluster = await openCluster(config.cluster, telemetry.log, telemetry.observeCluster);
  const providers = openProviders(config, telemetry.observeUpstream, cluster);
  const shared = createSharedServices(config, providers, telemetry.audit, cluster);
  const { admission, load, hooks: limits } = createLimits(schema, config, telemetry.refused, cluster.limits);

  let stopping = false;
  const probes = await openProbes(config, telemetry.metrics, {
    load,
    upstreams: providers.upstreams,
    stopping: () => stopping,
  });
  const hooks = [...(config.graphiql ? [upstreamPlan] : []), ...limits, ...telemetry.hooks];
  const server = await startServer(schema, shared, {
    ...config,
    admission,
    hooks,
    report: telemetry.report,
    probes: probes.handle,
  });
  shared.links.listensOn(server.url);
  const { upstreams } = providers;
  const webhooks = () => ({
    FONDO: shared.fondoCallbacks.counts,
    ...(config.aarthik && { AARTHIK: providers.connections.aarthik.receiver.receive.counts }),
  });
  telemetry.watch({
    upstreams,
    load,
    webhooks,
    sockets: () => server.sockets,
    sources: () => openSources(shared.streams),
    cluster: cluster.status,
  });

  let closed: Promise<void> | undefined;
  const finish = async (graceMs?: number): Promise<void> => {
    await server.close(graceMs);
    closeStreams(shared.streams);
    await cluster.close();
    await probes.close();
    await providers.close();
    load[Symbol.dispose]();
    await telemetry.close();
  };
  const close = (): Promise<void> => (closed ??= finish());
  return {
    url: server.url,
    metricsUrl: probes.url,
    log: telemetry.log,
    reload: (fresh) => {
      providers.rotate(fresh);
      applyReload(config, fresh);
    },
    stop: () => {
      stopping = true;
      return (closed ??= shutdown({
        ...config.stop,
        upstreams,
        load,
        server,
        handOver: () => cluster.drain(),
        finish,
      }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
