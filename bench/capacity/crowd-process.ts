/** Many subscribers in a process of their own. */
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../../test/cluster/helper-process.ts';
import { Subscriber } from './subscriber.ts';

const QUERY = `subscription Follow($client: ID!, $after: String) {
  clientEvents(client: $client, after: $after, types: [ACCOUNT], includeStatus: true) { cursor
    ... on StreamStatus { state }
    ... on AccountChange { account { id name status balance { amount currency } updatedAt } } } }`;
/** Subscriptions that have been told nothing yet, at the same time. */
const OPENING = 200;
/** Longest wait before one that was let go comes back. */
const RETURN_MS = 500;

/** One who follows a client and, when it is let go, comes back elsewhere with its cursor. */
class Follower {
  readonly client: string;
  readonly #from: string;
  #at: number;
  #subscriber: Subscriber | undefined;
  #cursor: string | undefined;
  events = 0;
  isLive = false;
  /** The last change that it was told of, and when. */
  last = -1;
  toldAt = 0;
  doubled = 0;
  returns = 0;
  errors = 0;
  isOver = false;

  constructor(client: string, at: number) {
    this.client = client;
    this.#at = at;
    this.#from = `127.0.0.${2 + (at % 100)}`;
  }

  open(): void {
    opening.add(this);
    const url = new URL(addresses[this.#at % addresses.length] as string);
    const variables = { client: this.client, ...(this.#cursor && { after: this.#cursor }) };
    this.#subscriber = new Subscriber(url, this.#from, QUERY, variables, {
      event: (text) => this.#event(text),
      closed: () => this.#closed(),
    });
  }

  close(): void {
    this.isOver = true;
    this.#subscriber?.close();
  }

  #event(text: Buffer): void {
    opening.delete(this);
    this.events += 1;
    if (this.isLive && !isCareful) return;
    const { type, payload } = JSON.parse(text.toString()) as Message;
    const event = type === 'next' && 'data' in payload ? payload.data?.clientEvents : undefined;
    if (!event) return void (this.errors += 1);
    this.#cursor = event.cursor;
    if (event.state) this.isLive = event.state === 'LIVE';
    const number = Number(/change-(\d+)-/.exec(event.account?.name ?? '')?.[1] ?? NaN);
    if (Number.isNaN(number)) return;
    if (number <= this.last) this.doubled += 1;
    this.last = number;
    this.toldAt = Date.now();
  }

  #closed(): void {
    opening.delete(this);
    if (this.isOver) return;
    this.isLive = false;
    this.returns += 1;
    this.#at += 1;
    setTimeout(() => !this.isOver && this.open(), Math.random() * RETURN_MS);
  }
}

interface Message {
  readonly type: string;
  readonly payload:
    | { readonly data?: { readonly clientEvents?: { cursor: string; state?: string; account?: { name: string } } } }
    | readonly unknown[];
}

const followers: Follower[] = [];
const opening = new Set<Follower>();
let addresses: readonly string[] = [];
/** Whether messages are parsed once a stream is live: to know what was told, and to come back with a cursor. */
let isCareful = false;

const sumOf = (of: (follower: Follower) => number): number => followers.reduce((sum, one) => sum + of(one), 0);

const acts = {
  /** Where the instances are that clients are led to. */
  reach: (urls: readonly string[]) => void (addresses = urls),
  careful: (is: boolean) => void (isCareful = is),
  /**
   * Follows clients, so many times in all, spread over the addresses one by one: with as many followers of each client
   * as there are addresses, each instance has one of them.
   */
  async follow(clients: readonly string[], count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      const client = clients[Math.floor(at / addresses.length) % clients.length] as string;
      const follower = new Follower(client, at);
      followers.push(follower);
      follower.open();
      while (opening.size >= OPENING) await delay(2);
    }
  },
  /** How many are not told yet that their stream is live. */
  waiting: () => sumOf(({ isLive }) => Number(!isLive)),
  counts: () => ({
    events: sumOf(({ events }) => events),
    returns: sumOf(({ returns }) => returns),
    errors: sumOf(({ errors }) => errors),
    doubled: sumOf(({ doubled }) => doubled),
  }),
  /** How many have not been told of a change; and when those that were have been. */
  told: (number: number) => {
    const knowing = followers.filter(({ last }) => last >= number);
    return { missing: followers.length - knowing.length, at: knowing.map(({ toldAt }) => toldAt) };
  },
  /** Ends them all. */
  leave(): void {
    for (const follower of followers.splice(0)) follower.close();
  },
};

export type CrowdActs = typeof acts;

answer(acts);
