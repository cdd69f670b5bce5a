import { randomBytes } from 'node:crypto';
import { NO_COUNTS, type ClusterStatus, type Counts, type HeldThreads } from '../cluster.ts';
import type { ClusterObserver } from '../log.ts';
import type { ClusterSettings } from '../settings.ts';
import type { RedisConnection } from './clients/connection.ts';
import { partitionOfKey, type ThreadKeys } from './keys.ts';
import { Limiter } from './limiter.ts';
import type { Notices } from './notices.ts';
import { Seal } from './seal.ts';

/**
 * Claims, threads that are joined, and looks at what is held that are under way at the same time: more would delay the
 * sessions, and of a hundred thousand at once Redis or this instance would answer none within the time of a command.
 */
const AT_ONCE = 100;
const HAND_OVER_MS = 20;

/** How many threads are held, and how many of them are live, by their kind. */
type HeldByKind = Readonly<Record<string, readonly [held: number, live: number]>>;

function sumOf(all: readonly HeldByKind[]): ReadonlyMap<string, HeldThreads> {
  const sums = new Map<string, HeldThreads>();
  for (const [kind, [held, live]] of all.flatMap((one) => Object.entries(one))) {
    const sum = sums.get(kind) ?? { held: 0, live: 0 };
    sums.set(kind, { held: sum.held + held, live: sum.live + live });
  }
  return sums;
}

/** A thread that is followed or held here. */
export interface OpenThread {
  readonly keys: ThreadKeys;
  /** Of the tenure of this instance. */
  readonly grant: { readonly fence: number; readonly name: string } | undefined;
  readonly known: { readonly state: string } | undefined;
  message(message: Buffer): void;
  settle(): void;
  rejoin(): void;
  reclaim(): Promise<void>;
  /** Another instance is the holder. */
  fenced(): void;
  /** Tells the holder, where that is this instance; answers whether it is. */
  hintHere(about: string): boolean;
  close(): Promise<void>;
}

/** This instance among the others: what all its threads share. */
export class Node {
  /** Random for each start of the process. */
  readonly id = randomBytes(9).toString('base64url');
  readonly connection: RedisConnection;
  readonly settings: ClusterSettings;
  readonly seal: Seal;
  readonly notices: Notices;
  readonly observer: ClusterObserver;
  readonly claims = new Limiter(AT_ONCE);
  readonly joins = new Limiter(AT_ONCE);
  readonly looks = new Limiter(AT_ONCE);
  readonly counts: Counts = { ...NO_COUNTS };
  /** The threads that are followed or held here, by their channel. */
  readonly leases = new Map<string, OpenThread>();
  /** Claims that are still to be given back, by their thread: Redis did not answer. */
  readonly owed = new Map<string, () => Promise<void>>();
  /** Instances whose session has not ended, and those of them that hand over what they hold. */
  alive: ReadonlySet<string> = new Set();
  draining: ReadonlySet<string> = new Set();
  /** How many there are; of those that have been away together none counts as gone before it could come back. */
  instances = 1;
  /** What other instances hold, as they have told with their last sign of life. */
  #elsewhere: readonly HeldByKind[] = [];
  /** Whether this instance hands over what it holds. */
  isDraining = false;
  /** Whether Redis answers. */
  isUp = true;
  /** Rises with every loss of the connection: what was claimed before may be unknown to the Redis of now. */
  epoch = 0;
  /** Since when it answers again. */
  #backAt = -Infinity;
  /** Steps of all threads that wait to be written. */
  queued = 0;
  /** Of the last change that was appended. */
  serial = 0;
  #handedOverAt = 0;

  constructor(connection: RedisConnection, settings: ClusterSettings, notices: Notices, observer: ClusterObserver) {
    this.notices = notices;
    this.observer = observer;
    this.connection = connection;
    this.settings = settings;
    this.seal = new Seal(settings.secret, settings.previousSecrets);
  }

  status(): ClusterStatus {
    const { isUp, alive, queued, counts, connection, leases } = this;
    const here = this.heldHere().byKind;
    const held = Object.values(here).reduce((sum, [count]) => sum + count, 0);
    const all = sumOf([here, ...this.#elsewhere]);
    const { commands } = connection;
    return { isUp, members: alive.size, followed: leases.size, held, all, queued, counts, commands };
  }

  /** What this instance holds, by kind: how much, and how much of it is live; and the partitions that it is in. */
  heldHere(): { readonly byKind: HeldByKind; readonly partitions: ReadonlySet<number> } {
    const byKind: Record<string, [held: number, live: number]> = {};
    const partitions = new Set<number>();
    for (const { keys, grant, known } of this.leases.values()) {
      if (!grant) continue;
      const numbers = (byKind[keys.kind] ??= [0, 0]);
      numbers[0] += 1;
      numbers[1] += Number(known?.state === 'L');
      partitions.add(partitionOfKey(keys.log));
    }
    return { byKind, partitions };
  }

  /** @param all instance and what it holds in turn */
  learnNumbers(all: readonly Buffer[]): void {
    const others: HeldByKind[] = [];
    for (let at = 0; at + 1 < all.length; at += 2) {
      const id = String(all[at]);
      if (id !== this.id && this.alive.has(id)) others.push(JSON.parse(String(all[at + 1])) as HeldByKind);
    }
    this.#elsewhere = others;
  }

  /** Redis answers again, or is another one: those that hold threads come back to them first. */
  cameBack(): void {
    this.#backAt = Date.now();
  }

  /** Whether the sessions and owners that Redis knows may be from before it was away. */
  get isSettling(): boolean {
    return Date.now() - this.#backAt < this.settings.sessionMs;
  }

  /** This instance holds a thread that another one has held until now. */
  tookOver(keys: ThreadKeys): void {
    this.counts.takeovers += 1;
    this.notices.note('takeover', keys);
  }

  /** A write to a thread was refused. */
  wasFenced(keys: ThreadKeys): void {
    this.counts.fenced += 1;
    this.notices.note('fenced', keys);
  }

  /** What was sealed for this place; undefined for anything else, which is counted. */
  open(place: string, sealed: Buffer): string | undefined {
    const opened = this.seal.open(place, sealed);
    if (opened === undefined) this.counts.unreadable += 1;
    return opened;
  }

  /** Milliseconds to wait before the next thread of an instance that drains is taken: at most fifty a second. */
  handOverMs(): number {
    const now = Date.now();
    this.#handedOverAt = Math.max(this.#handedOverAt + HAND_OVER_MS, now);
    return this.#handedOverAt - now;
  }
}
