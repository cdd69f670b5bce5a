import type { Connections } from '../datasources/index.ts';
import type { FondoEvent } from '../datasources/fondo/events.ts';
import { relay, RELAY_DEFAULTS, type RelayOptions } from './fondo-relay.ts';
import { Shared } from './shared.ts';
import { SigningStreams, type SigningPace } from './signing.ts';

export interface StreamOptions {
  readonly relay?: Partial<RelayOptions>;
  /** How long the socket of a client stays open after its last subscriber left. */
  readonly fondoLingerMs?: number;
  /** Address under which providers reach the gateway, for the callbacks that it offers. */
  readonly publicUrl?: string | undefined;
  /** How often PayEx is asked about a signing. */
  readonly signing?: Partial<SigningPace>;
}

/** The streams that all subscribers share: one upstream socket or poller per key. */
export function createStreams({ fondo, payex }: Connections, options: StreamOptions = {}) {
  const relayOptions = { ...RELAY_DEFAULTS, ...options.relay };
  return {
    /** Everything that changes at one client of Fondo; the key is the client's id. */
    fondoEvents: new Shared<FondoEvent>({
      open: (clientId, sink) => relay(fondo, clientId, sink, relayOptions),
      lingerMs: options.fondoLingerMs ?? 1_000,
    }),
    /** The signing of an application of PayEx. */
    signings: new SigningStreams(payex, options.signing, options.publicUrl),
  };
}

export type Streams = ReturnType<typeof createStreams>;

export const closeStreams = (streams: Streams): void => Object.values(streams).forEach((stream) => stream.close());
