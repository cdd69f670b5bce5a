import type { Capacity } from './capacity.ts';
import { connectAarthik, type AarthikConnection, type AarthikSettings } from './aarthik/index.ts';
import { connectFondo, type FondoConnection, type FondoSettings } from './fondo/index.ts';
import { Upstream, type Concern } from './resilience.ts';
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

/** `observed` sees each exchange that is really made. */
export const createUpstreams = (
  capacity: Readonly<Record<keyof Connections, Capacity>>,
  observed: (provider: Upstream['provider']) => Concern,
): Upstreams => ({
  fondo: new Upstream('FONDO', capacity.fondo, observed('FONDO')),
  payex: new Upstream('PAYEX', capacity.payex, observed('PAYEX')),
  aarthik: new Upstream('AARTHIK', capacity.aarthik, observed('AARTHIK')),
});

/** Secrets in the settings are read at every use: put new ones into the same objects and they count from then on. */
export const connect = ({ fondo, payex, aarthik }: ProviderSettings): Connections => ({
  fondo: connectFondo(fondo),
  payex: connectPayex(payex),
  aarthik: connectAarthik(aarthik),
});

export const disconnect = async (connections: Connections): Promise<void> => {
  await Promise.all(Object.values(connections).map((connection: { close(): Promise<void> }) => connection.close()));
};
