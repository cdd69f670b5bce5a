import type { ReadOptimizations } from './kit/optimizations.ts';
import type { Capacity } from './kit/capacity.ts';
import { connectAarthik, type AarthikConnection, type AarthikSettings } from './aarthik/index.ts';
import { connectFondo, type FondoConnection, type FondoSettings } from './fondo/index.ts';
import { Upstream, type Concern } from './kit/resilience.ts';
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

/** What stands between the gateway and each provider. */
export type Upstreams = { readonly [K in keyof Connections]: Upstream };

/** The providers, opened: what the whole gateway shares of them. */
export interface OpenProviders {
  readonly connections: Connections;
  readonly upstreams: Upstreams;
  /** Puts new secrets into use: settings are read at every use. */
  rotate(fresh: Partial<ProviderSettings>): void;
  close(): Promise<void>;
}

export interface ProviderOptions extends ProviderSettings, ReadOptimizations {
  readonly capacity: Readonly<Record<keyof Connections, Capacity>>;
  /** How long reference data may be kept, in milliseconds. */
  readonly referenceMs: number;
}

/** Opens the connections to the providers; `observed` sees each exchange that is really made. */
export function openProviders(
  options: ProviderOptions,
  observed: (provider: Upstream['provider']) => Concern,
): OpenProviders {
  const { capacity, referenceMs, batching, sharing } = options;
  const upstreams: Upstreams = {
    fondo: new Upstream('FONDO', capacity.fondo, observed('FONDO')),
    payex: new Upstream('PAYEX', capacity.payex, observed('PAYEX')),
    aarthik: new Upstream('AARTHIK', capacity.aarthik, observed('AARTHIK')),
  };
  const settings: ProviderSettings = {
    fondo: { referenceMs, batching, sharing, ...options.fondo, upstream: upstreams.fondo },
    payex: { referenceMs, sharing, ...options.payex, upstream: upstreams.payex },
    aarthik: { ...options.aarthik, upstream: upstreams.aarthik },
  };
  const connections: Connections = {
    fondo: connectFondo(settings.fondo),
    payex: connectPayex(settings.payex),
    aarthik: connectAarthik(settings.aarthik),
  };
  return {
    connections,
    upstreams,
    rotate(fresh) {
      for (const key of Object.keys(settings) as (keyof ProviderSettings)[]) Object.assign(settings[key], fresh[key]);
    },
    async close() {
      await Promise.all([connections.fondo, connections.payex, connections.aarthik].map((one) => one.close()));
    },
  };
}
