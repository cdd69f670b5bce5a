import { memoryCluster, type Cluster } from '../cluster/index.ts';
import type { ReadOptimizations } from './kit/optimizations.ts';
import type { Capacity } from './kit/capacity.ts';
import { connectAarthik, type AarthikConnection, type AarthikSettings } from './aarthik/index.ts';
import { connectFondo, type FondoConnection, type FondoSettings } from './fondo/index.ts';
import { offConnection } from './kit/off.ts';
import { Upstream, type ExchangeMiddleware } from './kit/http/resilience.ts';
import { writesElsewhere } from './kit/writes-elsewhere.ts';
import { connectPayex, type PayexConnection, type PayexSettings } from './payex/index.ts';

export interface ProviderSettings {
  readonly fondo: FondoSettings;
  readonly payex: PayexSettings;
  readonly aarthik: AarthikSettings;
}

/** The connections to the providers, shared by all operations. */
export interface Connections {
  readonly fondo: FondoConnection;
  readonly payex: PayexConnection;
  readonly aarthik: AarthikConnection;
}

/** The providers as one operation sees them. */
export type Providers = { readonly [K in keyof Connections]: ReturnType<Connections[K]['operation']> };

/** The resilience layer between the gateway and each provider that is on. */
export type Upstreams = { readonly [K in keyof Connections]?: Upstream };

/** The providers, opened: what the whole gateway shares of them. */
export interface OpenProviders {
  readonly connections: Connections;
  readonly upstreams: Upstreams;
  /** The providers that are off: whatever they are asked for fails with `PROVIDER_OFF`. */
  readonly off: ReadonlySet<keyof Connections>;
  /** Puts new secrets into use: settings are read at every use. */
  rotate(fresh: Partial<ProviderSettings>): void;
  close(): Promise<void>;
}

/** A provider without settings is off. */
export interface ProviderOptions extends Partial<ProviderSettings>, ReadOptimizations {
  readonly capacity: Readonly<Record<keyof Connections, Capacity>>;
  /** How long reference data may be cached, in milliseconds. */
  readonly referenceMs: number;
}

/** Opens the connections to the providers; `observed` sees each exchange that is really made. */
export function openProviders(
  options: ProviderOptions,
  observed: (provider: Upstream['provider']) => ExchangeMiddleware,
  cluster: Pick<Cluster, 'records' | 'states' | 'tokens' | 'limits' | 'broadcast'> = memoryCluster(),
): OpenProviders {
  const { capacity, referenceMs, batching, sharing } = options;
  const upstreams: Upstreams = {
    ...(options.fondo && { fondo: new Upstream('FONDO', capacity.fondo, observed('FONDO'), cluster) }),
    ...(options.payex && { payex: new Upstream('PAYEX', capacity.payex, observed('PAYEX'), cluster) }),
    ...(options.aarthik && { aarthik: new Upstream('AARTHIK', capacity.aarthik, observed('AARTHIK'), cluster) }),
  };
  const settings: Partial<ProviderSettings> = {
    fondo: options.fondo && {
      tokens: cluster.tokens,
      writes: writesElsewhere(cluster.broadcast, 'FONDO'),
      referenceMs,
      batching,
      sharing,
      ...options.fondo,
      upstream: upstreams.fondo,
    },
    payex: options.payex && {
      referenceMs,
      sharing,
      writes: writesElsewhere(cluster.broadcast, 'PAYEX'),
      ...options.payex,
      upstream: upstreams.payex,
    },
    aarthik: options.aarthik && { ...options.aarthik, upstream: upstreams.aarthik },
  };
  const connections: Connections = {
    fondo: settings.fondo ? connectFondo(settings.fondo) : offConnection('FONDO'),
    payex: settings.payex ? connectPayex(settings.payex) : offConnection('PAYEX'),
    aarthik: settings.aarthik ? connectAarthik(settings.aarthik, cluster) : offConnection('AARTHIK'),
  };
  return {
    connections,
    upstreams,
    off: new Set((Object.keys(connections) as (keyof Connections)[]).filter((key) => !upstreams[key])),
    rotate(fresh) {
      for (const key of Object.keys(settings) as (keyof ProviderSettings)[])
        Object.assign(settings[key] ?? {}, fresh[key]);
    },
    async close() {
      await Promise.all([connections.fondo, connections.payex, connections.aarthik].map((one) => one.close()));
    },
  };
}
