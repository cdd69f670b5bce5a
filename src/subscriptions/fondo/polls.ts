import { randomUUID } from 'node:crypto';
import type { EventObject } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import { isFinalInstruction } from '../../datasources/fondo/payment-instructions.ts';
import { isFinalSwish, SWISH_LIVES_MS } from '../../datasources/fondo/swish.ts';
import type { Payment, PaymentInstruction, SwishStatus } from '../../datasources/fondo/types.ts';
import type { States } from '../../cluster/states.ts';
import { NotFound } from '../../problem.ts';
import type { ClientEvent } from './event-types.ts';
import type { FondoEvents } from './events.ts';
import { Pace } from '../kit/pace.ts';
import { poll } from '../kit/poll.ts';
import { SharedSource } from '../kit/shared-source.ts';

/** The kinds of state that are polled of Fondo. */
export const SWISH_DEPOSIT = 'swish-deposit';
export const PAYMENT_INSTRUCTION = 'payment-instruction';

export interface FondoPollOptions {
  readonly swishEveryMs: number;
  readonly paymentInstructionEveryMs: number;
}

/** Swish advises two seconds between looks; a file of direct debits takes hours at the least. */
const DEFAULTS: FondoPollOptions = { swishEveryMs: 2_000, paymentInstructionEveryMs: 30_000 };
/** How long after its three minutes a Swish request is still polled, and how long a batch of debits at most. */
const SWISH_GRACE_MS = 60_000;
const INSTRUCTION_MAX_MS = 24 * 3_600_000;
/** Between two looks at a batch: the news of its payments come in bursts. */
const INSTRUCTION_MIN_MS = 1_000;
const PAYMENTS: ReadonlySet<EventObject> = new Set(['payment']);

/** A payment instruction with the outcome of its payments. */
export interface InstructionReading {
  readonly instruction: PaymentInstruction;
  readonly payments: readonly Payment[];
}

/**
 * Objects without events at Fondo, which are polled: one poller each, however many follow it. A payment has events: the
 * instruction of one that changes is read at once. Payments that are read on the way are news for the events of their
 * client, too.
 */
export function createFondoPolls(
  fondo: FondoConnection,
  events: Pick<FondoEvents, 'observe' | 'followInstruction' | 'subscribe'>,
  states: States,
  options: Partial<FondoPollOptions> = {},
) {
  const { swishEveryMs, paymentInstructionEveryMs } = { ...DEFAULTS, ...options };
  const read = (signal: AbortSignal) => fondo.operation({ signal, correlationId: randomUUID() });
  const paces = { swish: new Pace<SwishStatus>(), instruction: new Pace<InstructionReading>() };
  const missing = (what: string): NotFound => new NotFound(`There is no such ${what}.`, { provider: 'FONDO' });
  return {
    /** State of a Swish deposit, until it has ended; the key is Fondo's id of it. */
    swishDeposits: new SharedSource<SwishStatus>({
      replayLast: true,
      open: states.shared(
        SWISH_DEPOSIT,
        (id, sink) =>
          poll(
            {
              read: async (signal) => {
                const status = await read(signal).swishDeposits.status(id);
                if (!status) throw missing('Swish deposit');
                return status;
              },
              version: swishVersion,
              isFinal: isFinalSwish,
              everyMs: () => swishEveryMs,
              minMs: swishEveryMs,
              maxMs: SWISH_LIVES_MS + SWISH_GRACE_MS,
              pace: { of: paces.swish, key: id },
            },
            sink,
          ),
        { versionOf: swishVersion },
      ),
    }),
    /** A payment instruction and its payments, until all have ended; the key is `<client id>/<instruction id>`. */
    paymentInstructions: new SharedSource<InstructionReading>({
      replayLast: true,
      open: states.shared(
        PAYMENT_INSTRUCTION,
        (key, sink) => {
          const [clientId = '', id = ''] = key.split('/');
          let known: ReadonlySet<string | undefined> | undefined;
          const polling = poll<InstructionReading>(
            {
              read: async (signal) => {
                const { paymentInstructions } = read(signal);
                const [instruction, payments] = await Promise.all([
                  paymentInstructions.byId(clientId, id),
                  paymentInstructions.payments(clientId, id),
                ]);
                if (!instruction) throw missing('payment instruction');
                // What changes before the events of the client have begun is one of them all the same.
                if (!known) events.followInstruction(clientId, id, payments);
                known = new Set(payments.map((payment) => payment.id));
                for (const payment of payments) events.observe(clientId, 'payment', payment);
                return { instruction, payments };
              },
              version: instructionVersion,
              isFinal: ({ instruction }) => isFinalInstruction(instruction),
              everyMs: () => paymentInstructionEveryMs,
              minMs: Math.min(INSTRUCTION_MIN_MS, paymentInstructionEveryMs),
              maxMs: INSTRUCTION_MAX_MS,
              pace: { of: paces.instruction, key },
            },
            sink,
          );
          const changes = events.subscribe(clientId, { objects: PAYMENTS });
          void onEach(changes, (id) => (!known || known.has(id)) && polling.now());
          return Object.assign(() => (void changes.return(), polling()), { now: polling.now });
        },
        { versionOf: instructionVersion },
      ),
    }),
  };
}

const swishVersion = ({ status, errorCode }: SwishStatus): string => `${status} ${errorCode ?? ''}`;

const instructionVersion = ({ instruction, payments }: InstructionReading): string =>
  JSON.stringify([instruction.status, payments.map((one) => [one.status, one.reasonCode])]);

/** Calls back with the id of each object that changes. A stream that fails ends it: what it hints at is polled anyway. */
async function onEach(changes: AsyncGenerator<ClientEvent, void>, changed: (id: string | undefined) => void) {
  try {
    for await (const event of changes) if (event.object !== 'stream') changed((event.current ?? event.previous)?.id);
  } catch {
    // polled anyway
  }
}
