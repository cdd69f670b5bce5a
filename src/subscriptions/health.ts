import type { ProviderName } from '../problem.ts';
import type { Streams } from './index.ts';

/** What the gateway keeps open to a provider for its subscribers. */
export interface StreamHealth {
  /** Event sockets that are wanted, and those of them whose stream is up to date. */
  readonly sockets: number;
  readonly liveSockets: number;
  /** Things that are polled. */
  readonly pollers: number;
}

export function healthOf(streams: Streams): Readonly<Record<ProviderName, StreamHealth>> {
  const { open, live } = streams.fondoEvents.health();
  const polled = (...all: readonly { readonly open: number }[]): StreamHealth => ({
    sockets: 0,
    liveSockets: 0,
    pollers: all.reduce((sum, one) => sum + one.open, 0),
  });
  return {
    FONDO: { ...polled(streams.swishDeposits, streams.paymentInstructions), sockets: open, liveSockets: live },
    PAYEX: polled(streams.signings),
    AARTHIK: polled(streams.loanJourneys),
  };
}
