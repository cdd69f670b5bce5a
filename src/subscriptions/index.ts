import type { Connections } from '../datasources/index.ts';
import type { FondoEvent } from '../datasources/fondo/events.ts';
import { relay, RELAY_DEFAULTS, type RelayOptions } from './fondo-relay.ts';
import { Shared } from './shared.ts';

export interface StreamOptions {
  readonly relay?: Partial<RelayOptions>;
  /** How long the socket of a client stays open after its last subscriber left. */
  readonly fondoLingerMs?: number;
}

/** The streams that all subscribers share: one upstream socket or poller per key. */
export function createStreams({ fondo }: Connections, options: StreamOptions = {}) {
  const relayOptions = { ...RELAY_DEFAULTS, ...options.relay };
  return {
    /** Everything that changes at one client of Fondo; the key is the client's id. */
    fondoEvents: new Shared<FondoEvent>({
      open: (clientId, sink) => relay(fondo, clientId, sink, relayOptions),
      lingerMs: options.fondoLingerMs ?? 1_000,
    }),
  };
}

export type Streams = ReturnType<typeof createStreams>;

export const closeStreams = (streams: Streams): void => Object.values(streams).forEach((stream) => stream.close());
