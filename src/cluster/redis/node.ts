import { randomBytes } from 'node:crypto';
import { NO_COUNTS, type ClusterStatus, type Counts } from '../cluster.ts';
import type { ClusterSettings } from '../settings.ts';
import type { RedisConnection } from './connection.ts';
import type { ThreadKeys } from './keys.ts';
import { Limiter } from './limiter.ts';
import type { Notices } from './notices.ts';
import { Seal } from './seal.ts';

/** Claims under way at the same time: more would delay the sessions. */
const CLAIMS = 100;
const HAND_OVER_MS = 20;

/** A thread that is followed or held here. */
export interface OpenThread {
  /** Of the tenure of this instance. */
  readonly grant: object | undefined;
  message(message: Buffer): void;
  settle(): void;
  rejoin(): void;
  reclaim(): Promise<void>;
  verify(): Promise<void>;
  keep(): Promise<void>;
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
  readonly claims = new Limiter(CLAIMS);
  readonly counts: Counts = { ...NO_COUNTS };
  /** The threads that are followed or held here, by their channel. */
  readonly leases = new Map<string, OpenThread>();
  /** Instances whose session has not ended, and those of them that hand over what they hold. */
  alive: ReadonlySet<string> = new Set();
  draining: ReadonlySet<string> = new Set();
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

  constructor(connection: RedisConnection, settings: ClusterSettings, notices: Notices) {
    this.notices = notices;
    this.connection = connection;
    this.settings = settings;
    this.seal = new Seal(settings.secret, settings.previousSecrets);
  }

  status(): ClusterStatus {
    const open = [...this.leases.values()];
    const held = open.filter(({ grant }) => grant).length;
    const { isUp, alive, queued, counts } = this;
    return { isUp, members: alive.size, followed: open.length, held, queued, counts };
  }

  /** Redis answers again, or is another one: those that hold threads come back to them first. */
  isBack(): void {
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
    this.#handedOverAt = Math.max(this.#handedOverAt + HAND_OVER_MS, Date.now());
    return this.#handedOverAt - Date.now();
  }
}
