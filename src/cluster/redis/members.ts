import type { Node } from './node.ts';
import { drainingKey, membersKey, numbersKey } from './keys.ts';
import type { Reply } from './clients/connection.ts';

export interface MembersListener {
  /** After each renewal: who lives may have changed. */
  renewed(): void;
  /** This instance did nothing for longer than its session: whatever it held is in doubt. */
  paused(): void;
  /** Redis is another one than before, which may lack what the one before had acknowledged. */
  replaced(): void;
  /** Redis answers no more, or again. */
  reached(isUp: boolean): void;
}

/** Renewals without an answer in a row after which the connections are made anew: they may be dead without saying so. */
const FAILURES = 2;
/** Renewals in a row of which none is heard, after which the listening connection is made anew. */
const UNHEARD = 3;

/** Keeps the session of this instance alive, and learns which others live. */
export class Members {
  readonly #node: Node;
  readonly #listener: MembersListener;
  readonly #channel: string;
  #timer: NodeJS.Timeout | undefined;
  #renewedAt = Date.now();
  #unheard = 0;
  #dataSet: string | undefined;
  #failures = 0;
  #beating: Promise<void> | undefined;
  #stopped = false;

  constructor(node: Node, listener: MembersListener) {
    this.#node = node;
    this.#listener = listener;
    this.#channel = membersKey(node.settings.prefix, 0);
  }

  /** On which every instance is heard. */
  get channel(): string {
    return this.#channel;
  }

  /** An instance was heard on the channel. */
  heard(): void {
    this.#unheard = 0;
  }

  async start(): Promise<void> {
    await this.#renew();
    this.#again();
  }

  /** Renews at once: after a reconnect, and to say that it drains. */
  async renewNow(): Promise<void> {
    await this.#beating;
    clearTimeout(this.#timer);
    await (this.#beating ??= this.#beat());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#stopped) return;
    const jitter = 0.8 + Math.random() * 0.2;
    this.#timer = setTimeout(() => void (this.#beating ??= this.#beat()), this.#node.settings.beatMs * jitter).unref();
  }

  async #beat(): Promise<void> {
    try {
      await this.#renew();
      this.#failures = 0;
      // By their number, not by the time: an instance that did nothing for long has not read what was said meanwhile.
      this.#unheard = this.#node.isUp ? this.#unheard + 1 : 0;
      this.#listener.reached(true);
      this.#listener.renewed();
    } catch {
      this.#failures += 1;
      this.#listener.reached(false);
      if (this.#failures % FAILURES === 0 && this.#node.connection.isUp) this.#node.connection.reconnect('all');
    }
    if (this.#node.isUp && this.#unheard > UNHEARD) {
      this.#unheard = 0;
      this.#node.connection.reconnect('subscriber');
    }
    this.#beating = undefined;
    this.#again();
  }

  async #renew(): Promise<void> {
    const { connection, settings, id, isDraining } = this.#node;
    const { prefix, sessionMs } = settings;
    const startedAt = Date.now();
    const { byKind, partitions } = this.#node.heldHere();
    // By the first one instances know each other.
    const renewals = [0, ...[...partitions].filter((partition) => partition > 0)].map((partition) =>
      connection.runFirst(
        'beat',
        [membersKey(prefix, partition), drainingKey(prefix, partition)],
        [id, sessionMs, isDraining ? '1' : '0', partition === 0 ? this.#channel : ''],
      ),
    );
    const numbers = connection.runFirst('numbers', [numbersKey(prefix)], [id, JSON.stringify(byKind)]);
    const [[first], dataSet, all] = await Promise.all([Promise.all(renewals), connection.dataSet(), numbers]);
    const [alive, draining] = first as [Reply[], Reply[]];
    this.#node.alive = new Set(alive.map(String));
    this.#node.draining = new Set(draining.map(String));
    const { isUp, isSettling, instances } = this.#node;
    this.#node.instances = Math.max(alive.length, isUp && !isSettling ? 1 : instances);
    this.#node.learnNumbers(all as Buffer[]);
    const isLate = startedAt - this.#renewedAt > sessionMs;
    this.#renewedAt = startedAt;
    const isReplaced = this.#dataSet !== undefined && dataSet !== this.#dataSet;
    this.#dataSet = dataSet;
    // One that lacks what it has acknowledged knows nothing of what this instance has lost: the claims tell.
    if (isReplaced) this.#listener.replaced();
    else if (isLate) this.#listener.paused();
  }
}
