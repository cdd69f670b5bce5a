import { Fault } from '../../faults.ts';
import type { ProviderName } from '../../problem.ts';

/** A function that fails with `PROVIDER_OFF`, whatever it is given. */
export const refuseOff = (provider: ProviderName) => (): never => {
  throw new Fault('PROVIDER_OFF', { provider, notSent: true });
};

/** The connection to a provider that is off: it opens nothing, and whatever it is asked for fails with `PROVIDER_OFF`. */
export function offConnection<C extends { close(): Promise<void> }>(provider: ProviderName): C {
  const refuse = refuseOff(provider);
  const close = async (): Promise<void> => {};
  return new Proxy({} as C, { get: (_connection, name) => (name === 'close' ? close : refuse) });
}
