import type { ClusterStatus } from '../cluster/cluster.ts';
import { LOAN_JOURNEY } from '../datasources/aarthik/index.ts';
import type { ProviderName } from '../problem.ts';
import { FONDO_EVENTS } from './fondo/channel.ts';
import { PAYMENT_INSTRUCTION, SWISH_DEPOSIT } from './fondo/polls.ts';
import type { Streams } from './index.ts';
import { SIGNING } from './payex/signing-streams.ts';

/** What the gateway keeps open to a provider for its subscribers. */
export interface StreamHealth {
  /** Event sockets that are wanted, and those of them whose stream is up to date. */
  readonly sockets: number;
  readonly liveSockets: number;
  /** Things that are polled. */
  readonly pollers: number;
  /** Whether these are the numbers of all instances, or of this one alone. */
  readonly isClusterWide: boolean;
}

/** @param cluster what all instances hold, where there are several */
export function healthOf(streams: Streams, cluster?: ClusterStatus): Readonly<Record<ProviderName, StreamHealth>> {
  if (cluster?.isUp) return healthOfAll(cluster);
  const { open, live } = streams.fondoEvents.health();
  const polled = (...all: readonly { readonly open: number }[]): StreamHealth => ({
    sockets: 0,
    liveSockets: 0,
    pollers: all.reduce((sum, one) => sum + one.open, 0),
    isClusterWide: false,
  });
  return {
    FONDO: { ...polled(streams.swishDeposits, streams.paymentInstructions), sockets: open, liveSockets: live },
    PAYEX: polled(streams.signings),
    AARTHIK: polled(streams.loanJourneys),
  };
}

function healthOfAll({ all }: ClusterStatus): Readonly<Record<ProviderName, StreamHealth>> {
  const of = (events: string, ...polled: readonly string[]): StreamHealth => ({
    sockets: all.get(events)?.held ?? 0,
    liveSockets: all.get(events)?.live ?? 0,
    pollers: polled.reduce((sum, kind) => sum + (all.get(kind)?.held ?? 0), 0),
    isClusterWide: true,
  });
  return {
    FONDO: of(FONDO_EVENTS, SWISH_DEPOSIT, PAYMENT_INSTRUCTION),
    PAYEX: of('', SIGNING),
    AARTHIK: of('', LOAN_JOURNEY),
  };
}
