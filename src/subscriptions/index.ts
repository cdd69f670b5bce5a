import { memoryCluster, type Cluster } from '../cluster/index.ts';
import type { Connections } from '../datasources/index.ts';
import { refuseOff } from '../datasources/kit/off.ts';
import type { ProviderName } from '../problem.ts';
import { CHANNEL_DEFAULTS, type ChannelOptions } from './fondo/channel-options.ts';
import { FondoEvents } from './fondo/events.ts';
import { createFondoPolls, type FondoPollOptions } from './fondo/polls.ts';
import type { RelayOptions } from './fondo/relay-options.ts';
import { LoanJourneyStreams, type LoanPace } from './aarthik/loan-journey.ts';
import type { SigningPace } from './payex/signing.ts';
import { SigningStreams } from './payex/signing-streams.ts';

export interface StreamOptions {
  readonly relay?: Partial<RelayOptions>;
  /** The log of each client from which a subscriber that resumes is served. */
  readonly log?: Partial<ChannelOptions['log']>;
  /** How long the socket of a client stays open after its last subscriber left. */
  readonly fondoLingerMs?: number;
  /** Events that wait for a slow subscriber before it is disconnected. */
  readonly maxQueue?: number;
  /** Their bytes. */
  readonly maxQueueBytes?: number;
  /** Bytes of all events and objects of all clients of Fondo that are retained. */
  readonly maxBytes?: number;
  /** How long a stream may be without its socket before its subscribers are notified that it is delayed. */
  readonly delayedAfterMs?: number;
  /** Address under which providers reach the gateway, for the callbacks that it offers. */
  readonly publicUrl?: string | undefined;
  readonly fondoPolls?: Partial<FondoPollOptions>;
  /** Polling interval of a signing at PayEx. */
  readonly signing?: Partial<SigningPace>;
  /** Polling interval of a loan journey at Aarthik. */
  readonly loans?: Partial<LoanPace>;
}

/** Parsed, events take two to four times their bytes: about 100 MB of heap. */
export const MAX_STREAM_BYTES = 32 << 20;

/** The streams that all subscribers share: one upstream socket or poller per key. */
export function createStreams(
  { fondo, payex, aarthik }: Connections,
  options: StreamOptions = {},
  off: ReadonlySet<keyof Connections> = new Set(),
  { threads, states, addresses }: Pick<Cluster, 'threads' | 'states' | 'addresses'> = memoryCluster(),
) {
  const fondoEvents = new FondoEvents(
    fondo,
    {
      relay: { ...CHANNEL_DEFAULTS.relay, ...options.relay },
      log: { ...CHANNEL_DEFAULTS.log, ...options.log },
      lingerMs: options.fondoLingerMs ?? CHANNEL_DEFAULTS.lingerMs,
      maxQueue: options.maxQueue ?? CHANNEL_DEFAULTS.maxQueue,
      maxQueueBytes: options.maxQueueBytes ?? CHANNEL_DEFAULTS.maxQueueBytes,
      delayedAfterMs: options.delayedAfterMs ?? CHANNEL_DEFAULTS.delayedAfterMs,
    },
    options.maxBytes ?? MAX_STREAM_BYTES,
    threads,
  );
  const streams = {
    /** Everything that changes at one client of Fondo; the key is the client's id. */
    fondoEvents,
    ...createFondoPolls(fondo, fondoEvents, states, options.fondoPolls),
    /** The signing of an application of PayEx. */
    signings: new SigningStreams(payex, states, options.signing, options.publicUrl, addresses),
    /** The loan journeys that are watched; the key is the borrower. */
    loanJourneys: new LoanJourneyStreams(aarthik, states, options.loans),
  };
  for (const [name, provider] of Object.entries(PROVIDER_OF) as [keyof Streams, keyof Connections][]) {
    if (off.has(provider)) Object.assign(streams[name], refusing(provider.toUpperCase() as ProviderName));
  }
  return streams;
}

const PROVIDER_OF: { readonly [K in keyof Streams]: keyof Connections } = {
  fondoEvents: 'fondo',
  swishDeposits: 'fondo',
  paymentInstructions: 'fondo',
  signings: 'payex',
  loanJourneys: 'aarthik',
};

/** What takes the place of the operations of a stream whose provider is off. */
function refusing(provider: ProviderName): Readonly<Record<string, () => never>> {
  const refuse = refuseOff(provider);
  return { subscribe: refuse, states: refuse, followInstruction: refuse, news: refuse, callbackFor: refuse };
}

export type Streams = ReturnType<typeof createStreams>;

export const closeStreams = (streams: Streams): void => Object.values(streams).forEach((stream) => stream.close());

/** Sources that are open, by kind of stream, of those kinds that report it. */
export const openSources = (streams: Streams): Record<string, number> =>
  Object.fromEntries(
    Object.entries(streams).flatMap(([name, stream]: [string, object]) =>
      'open' in stream && typeof stream.open === 'number' ? [[name, stream.open]] : [],
    ),
  );
