import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStates, Sink, Source } from '../../states.ts';
import { decodeEnd } from '../errors.ts';
import type { ThreadKeys } from '../keys.ts';
import type { LeaseUse } from '../lease-use.ts';
import { Lease } from '../lease.ts';
import type { Node } from '../node.ts';
import { markMade, type Grant, type ThreadState } from '../replies.ts';
import { HolderMarks } from './holder-marks.ts';
import { ShownState } from './shown-state.ts';
import { StateWriter } from './state-writer.ts';
import { partsOfState, readAt, ReadingOrder, type ReadAt, type Taken } from './reading-order.ts';

/** How long a state is kept that nobody polls any more: as long as its pace may have to be kept. */
const KEPT_MS = 60_000;
/** How long Redis may be away before each instance polls for itself: a person waits for a QR code. */
const ALONE_AFTER_MS = 2_000;

/** What one instance does for a state that all share: it hears what the holder polls, or is the holder. */
export class StateSource<T> implements LeaseUse {
  readonly keptMs = KEPT_MS;
  readonly #node: Node;
  readonly #lease: Lease;
  readonly #writer: StateWriter;
  readonly #open: (sink: Sink<T>) => Source;
  readonly #sink: Sink<T>;
  readonly #sharing: SharedStates<T>;
  readonly #stop = new AbortController();
  /** The poller of this instance: as the holder, or for itself while Redis is away. */
  #source: Source | undefined;
  #isAlone = false;
  #alone: NodeJS.Timeout | undefined;
  readonly #shown: ShownState<T>;
  readonly #order = new ReadingOrder();
  readonly #marks = new HolderMarks();
  #isMarking = false;
  /** Whether subscribers wait for the state, and it is not known yet whether the holder lives that could confirm it. */
  #isCatchingUp = false;
  /** Whether the followers may lack the last state. */
  #isUnsaid = false;

  constructor(node: Node, keys: ThreadKeys, open: (sink: Sink<T>) => Source, sink: Sink<T>, sharing: SharedStates<T>) {
    this.#node = node;
    this.#open = open;
    this.#sink = sink;
    this.#sharing = sharing;
    this.#shown = new ShownState(sink, sharing);
    this.#lease = new Lease(node, keys, this);
    this.#writer = new StateWriter(node, this.#lease);
  }

  /** Starts, and returns what closes it. */
  start(): Source {
    this.#lease.follow();
    this.changed();
    const close = (): void => {
      this.#stop.abort();
      clearTimeout(this.#alone);
      if (this.#isAlone) this.#closeSource();
      this.#lease.rest();
    };
    return Object.assign(close, { now: () => this.#now() });
  }

  wanted(): string {
    return '';
  }

  read({ name, value, readAt: at }: ThreadState): boolean {
    const text = value === null ? undefined : this.#node.open(this.#lease.keys.thread, value);
    this.#order.named(name);
    const taken = text !== undefined && this.#order.take(readAt(at), text);
    if (taken) this.#shown.learn(text);
    this.#isCatchingUp = true;
    this.#mark();
    this.#catchUp();
    return false;
  }

  hear(kind: string, rest: Buffer): void {
    if (kind === 'm' && this.#marks.hear(rest.toString(), this.#lease.grant?.fence)) this.#source?.now?.();
    if (this.#stop.signal.aborted) return;
    if (kind === 'v') this.#hearReading(partsOfState(rest));
    else if (kind === 'c') this.#hearReading({ at: readAt(rest.toString()) });
    else if (kind === 'x') this.#sink.end(decodeEnd(this.#node.open(this.#lease.keys.log, rest)));
  }

  held(grant: Grant): void {
    this.#order.named(grant.name);
    this.#order.claimed({ number: grant.mark, fence: grant.fence });
    this.#marks.claimed(grant);
    this.#isAlone = false; // what it has polled for itself is polled on for all
    if (this.#source) return this.#put(this.#shown.text, grant.restMs);
    void this.#begin(grant);
  }

  lost(): void {
    if (!this.#isAlone) this.#closeSource();
  }

  changed(): void {
    this.#catchUp();
    if (this.#node.isUp) {
      clearTimeout(this.#alone);
      this.#alone = undefined;
      if (this.#isAlone && this.#lease.isOwnerAlive) this.#closeSource();
    } else if (!this.#stop.signal.aborted && !this.#source)
      this.#alone ??= setTimeout(() => this.#pollAlone(), ALONE_AFTER_MS).unref();
    this.#mark();
  }

  hint(): void {
    // What is not too old, or may not be read yet, still holds for whoever asks.
    if (this.#source?.now?.() !== true && !this.#shown.mayBeOvertaken) this.#put(undefined, undefined);
  }

  /** The last state holds while its holder lives; one that has died is replaced, and the next reads anew. */
  #catchUp(): void {
    if (!this.#isCatchingUp || this.#lease.grant || !this.#node.isUp || !this.#lease.isOwnerAlive) return;
    this.#isCatchingUp = false;
    if (this.#sharing.renewOnJoin) this.#ask();
    else this.#shown.confirm();
  }

  /** The source is read as soon as it may; a pace that another holder kept is kept. */
  async #begin({ restMs }: Grant): Promise<void> {
    const { grant } = this.#lease;
    if (restMs > 0) {
      if (!this.#shown.mayBeOvertaken) this.#shown.confirm();
      await delay(restMs, undefined, { ref: false });
    }
    if (grant && this.#lease.grant === grant && !this.#source) this.#openSource();
  }

  /** Who takes over keeps to the pace of this reading, whatever becomes of it; a holder that was replaced reads nothing. */
  async #announce(leastMs: number): Promise<void> {
    await this.#writer.rest(leastMs);
    this.#marks.begins();
  }

  #pollAlone(): void {
    if (this.#source || this.#stop.signal.aborted) return;
    this.#isAlone = true;
    this.#openSource();
  }

  #openSource(): void {
    this.#source = this.#open({
      reading: (leastMs) => this.#announce(leastMs),
      pause: (ms) => void this.#writer.rest(ms),
      publish: (value, rest) => (this.#marks.ended(), this.#put(JSON.stringify(value), rest)),
      confirm: (rest) => (this.#marks.ended(), this.#put(undefined, rest)),
      end: (error) => this.#finish(error),
    });
  }

  #closeSource(): void {
    this.#source?.();
    this.#source = undefined;
    this.#isAlone = false;
  }

  /** Has the state read; answers whether the last one is not to be shown until there is an answer. */
  #now(): boolean {
    if (this.#source) return this.#source.now?.() ?? false;
    return this.#ask();
  }

  #ask(): boolean {
    if (!this.#node.isUp || !this.#lease.isOwnerAlive) return false;
    const { thread, hints, log } = this.#lease.keys;
    const { seal, connection } = this.#node;
    const args = [seal.name('hint', 'now'), seal.close(hints, '"now"'), KEPT_MS, '0'];
    connection.run('hint', [thread, hints, log], args).catch(() => this.#shown.confirm());
    return true;
  }

  #hearReading({ at, sealed }: { readonly at: ReadAt; readonly sealed?: Buffer }): void {
    const text = sealed && this.#node.open(this.#lease.keys.thread, sealed);
    if (sealed && text === undefined) return;
    // Where nothing later is known, who came meanwhile is told what there is.
    this.#show(this.#order.take(at, text) ?? (this.#order.isAhead ? { text: undefined } : undefined));
  }

  #show(taken: Taken | undefined): void {
    if (taken?.text !== undefined) this.#shown.tell(taken.text);
    else if (taken) this.#shown.confirm();
  }

  /** Has what is read from now on told again, once it is not this instance alone that reads. Tried again with each beat. */
  #mark(): void {
    const turn = this.#order.unmarkedTurn;
    const { known, keys } = this.#lease;
    if (turn === undefined || this.#isMarking || this.#isAlone || !known || !this.#node.isUp) return;
    this.#isMarking = true;
    const work = this.#node.connection
      .run('mark', [keys.thread], [keys.log, KEPT_MS])
      .then((reply) => this.#show(this.#order.marked(turn, markMade(reply))));
    void work.catch(() => undefined).finally(() => (this.#isMarking = false));
  }

  /** @param text undefined: the last one still holds */
  #put(text: string | undefined, restMs = 0): void {
    if (!this.#writer.isReady) {
      this.#isUnsaid = true;
      this.#order.toldDirectly();
      return text === undefined ? this.#shown.confirm() : this.#shown.tell(text);
    }
    const value = text ?? (this.#isUnsaid ? this.#shown.text : undefined);
    this.#isUnsaid = false;
    this.#writer.put(value, restMs, this.#marks.after, () => {
      this.#isUnsaid = true;
      if (text === undefined) return;
      this.#order.toldDirectly();
      this.#shown.tell(text);
    });
  }

  /** Where the others cannot be told, the subscribers of this instance are. */
  #finish(error: Error | undefined): void {
    this.#writer.finish(error, () => this.#sink.end(error));
  }
}
