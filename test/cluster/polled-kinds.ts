import { setTimeout as delay } from 'node:timers/promises';
import { watchAt, type Watching } from '../kit/gateway.ts';
import type { Transport } from './follower.ts';

export type PolledKind = 'swishDeposit' | 'paymentInstruction' | 'loanJourney' | 'signing';

interface Kind {
  readonly name: string;
  readonly query: string;
  /** By which it is polled. */
  readonly operation: string;
  /** The providers' contracts: no two readings come faster after one another, in milliseconds. */
  readonly paceMs: number;
  /** After so long it has been read again at the latest, where nothing happens. */
  readonly everyMs: number;
  /** What a subscriber is told of it, in this order. */
  readonly states: readonly [first: string, second: string, ...last: string[]];
  /** Of what was told. */
  readonly stateOf: (told: any) => string;
}

export const POLLED: Readonly<Record<PolledKind, Kind>> = {
  swishDeposit: {
    name: 'a Swish deposit',
    query: 'swishDepositChanged(id: $id) { status }',
    operation: 'pollSwishDeposit',
    paceMs: 2_000,
    everyMs: 2_000,
    states: ['PENDING', 'PAID'],
    stateOf: ({ status }) => String(status),
  },
  paymentInstruction: {
    name: 'a payment instruction',
    query: 'paymentInstructionChanged(id: $id) { status payments { status } }',
    operation: 'getPaymentInstruction',
    paceMs: 1_000,
    everyMs: 30_000,
    states: ['NEW', 'PROCESSING', 'COMPLETED'],
    stateOf: ({ status }) => String(status),
  },
  loanJourney: {
    name: 'a loan journey',
    query: 'loanJourneyChanged(id: $id) { status lenders { status offers { status } } }',
    operation: 'pollHybridPersonalLoanOffers',
    paceMs: 2_000,
    everyMs: 10_000,
    states: ['OFFERS_PENDING', 'KYC_PENDING', 'DISBURSED'],
    stateOf: ({ status }) => String(status),
  },
  signing: {
    name: 'a signing',
    query: 'signStatus(application: $id) { isFinal application { status } bankId { status hintCode qrCode } }',
    operation: 'getSignBankidSe',
    paceMs: 1_000,
    everyMs: 2_000,
    states: ['SCAN', 'SIGN', 'APPROVED'],
    stateOf({ isFinal, application, bankId }) {
      if (isFinal) return String(application.status);
      return ['OUTSTANDING_TRANSACTION', 'NO_CLIENT'].includes(bankId?.hintCode) ? 'SCAN' : 'SIGN';
    },
  },
};

/** Follows one object that is polled, and comes back whenever its connection ends before that object has. */
export class PolledFollower {
  readonly kind: PolledKind;
  readonly id: string;
  /** What it was told, connection by connection. */
  readonly connections: { readonly told: string[]; readonly states: string[] }[] = [];
  /** Codes of the errors that it was told. */
  readonly errors: string[] = [];
  /** Whether it was told the last state, and that it is the last. */
  isDone = false;
  readonly #transport: Transport;
  readonly #addresses: () => readonly string[];
  #at: number;
  #isOver = false;
  #watching: Watching | undefined;
  readonly #work: Promise<void>;

  constructor(kind: PolledKind, id: string, transport: Transport, addresses: () => readonly string[], first = 0) {
    this.kind = kind;
    this.id = id;
    this.#transport = transport;
    this.#addresses = addresses;
    this.#at = first - 1;
    this.#work = this.#run();
  }

  /** The last state that it was told. */
  get state(): string | undefined {
    return this.connections.findLast(({ states }) => states.length > 0)?.states.at(-1);
  }

  /** What it was told without a change, and before what it had been told already. */
  verdict(): { doubled: number; disordered: number } {
    const { states: order } = POLLED[this.kind];
    const sum = { doubled: 0, disordered: 0 };
    let last = 0;
    for (const { told, states } of this.connections) {
      sum.doubled += told.filter((one, at) => at > 0 && one === told[at - 1]).length;
      for (const state of states) {
        const place = order.indexOf(state);
        if (place >= 0 && place < last) sum.disordered += 1;
        last = Math.max(last, place);
      }
    }
    return sum;
  }

  /** Breaks its connection: it comes back, to the next instance. */
  reconnect(): void {
    void this.#watching?.leave();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#watching?.leave();
    await this.#work;
  }

  async #run(): Promise<void> {
    const { query, stateOf, states } = POLLED[this.kind];
    const document = `subscription ($id: ID!) { told: ${query} }`;
    for (; !this.#isOver && !this.isDone; await delay(50 + Math.random() * 200)) {
      const addresses = this.#addresses();
      const url = addresses[(this.#at += 1) % addresses.length];
      if (url === undefined) continue;
      const connection = { told: [] as string[], states: [] as string[] };
      this.connections.push(connection);
      this.#watching = watchAt(url, document, { id: this.id }, this.#transport);
      try {
        for await (const { data, errors } of this.#watching) {
          this.errors.push(...(errors ?? []).map(({ extensions }) => String(extensions?.['code'])));
          if (!data) continue;
          connection.told.push(JSON.stringify(data.told));
          connection.states.push(stateOf(data.told));
        }
        this.isDone = connection.states.at(-1) === states.at(-1);
      } catch {
        // it comes back
      }
    }
  }
}
