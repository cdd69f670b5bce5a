import { connectAarthik, type AarthikConnection, type AarthikSettings } from './aarthik/index.ts';
import { connectFondo, type FondoConnection, type FondoSettings } from './fondo/index.ts';
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

export const connect = ({ fondo, payex, aarthik }: ProviderSettings): Connections => ({
  fondo: connectFondo(fondo),
  payex: connectPayex(payex),
  aarthik: connectAarthik(aarthik),
});

export const disconnect = async (connections: Connections): Promise<void> => {
  await Promise.all(Object.values(connections).map((connection: { close(): Promise<void> }) => connection.close()));
};
