import { setTimeout as delay } from 'node:timers/promises';
import { EventLog } from '../event-log.ts';
import type { Known, Member, Notes, Tenure } from '../threads.ts';
import { sealEnvelope } from './envelope.ts';
import { encodeError } from './errors.ts';
import { isFenced, LIFE_MS } from './claim.ts';
import { changesBack } from './history.ts';
import type { Lease } from './lease.ts';
import { missingChanges } from './missing.ts';
import type { Node } from './node.ts';
import { NoteBook } from './notes.ts';
import { nextStep, noteSteps, type Append, type Appended, type Operation } from './operations.ts';
import type { Grant, SourceState } from './replies.ts';

/** Operations of all threads that wait while Redis is away; beyond it a thread lets go of its source. */
const MAX_QUEUED = 10_000;
/** How old a change may be that is appended to a Redis that has come back empty, where no cursor leads to it. */
const FRESH_MS = 30_000;
const AGAIN_MS = 200;

/** What a holder has to know of what it writes. */
type Written<C> = Pick<Member<C, never>, 'log' | 'retention' | 'bytesOf' | 'versionOf'>;

/** A step that is being written, under the id by which Redis recognises it. */
interface Step<C> {
  readonly id: string;
  readonly operation: Operation<C>;
}

/** What the holder of a thread writes: one step after the other, each exactly once, whatever becomes of Redis. */
export class TenureQueue<C> {
  readonly tenure: Tenure<C>;
  readonly #node: Node;
  readonly #lease: Lease;
  readonly #member: Written<C>;
  readonly #notes: NoteBook;
  readonly #appended: EventLog<Appended<C>>;
  /** What is noted in Redis, or will be once the queue is empty. */
  readonly #noted: Map<string, string>;
  #thread: string | undefined;
  #grant: Grant;
  #queue: Operation<C>[] = [];
  #step: Step<C> | undefined;
  #serial = 0;
  #states = new Set<SourceState>();
  #isWriting = false;
  #stopped = false;

  constructor(node: Node, lease: Lease, member: Written<C>, grant: Grant) {
    this.#node = node;
    this.#lease = lease;
    this.#member = member;
    this.#grant = grant;
    this.#notes = new NoteBook(node, lease.keys);
    this.#appended = new EventLog(member.log, member.retention);
    const known = this.#notes.read(grant);
    this.#noted = new Map(known.objects);
    this.#thread = known.thread;
    this.tenure = {
      known,
      earlier: () => changesBack<C>(node, lease.keys),
      append: (changes, before, notes) => this.#append(changes, before, notes),
      begun: () => this.#enter('B'),
      enter: (isLive) => this.#enter(isLive ? 'L' : 'D'),
      end: (error) => this.#push({ kind: 'end', error }),
    };
  }

  /** The thread was claimed anew: Redis may lack what it has acknowledged, which is written again. */
  resume(grant: Grant): void {
    const { lastAppend } = grant;
    if (this.#step && this.#step.id === lastAppend) this.#done();
    else if (this.#step) this.#requeue([this.#step.operation]);
    this.#step = undefined;
    const there = this.#notes.read(grant);
    const since = grant.name === this.#grant.name ? 0 : Date.now() - FRESH_MS;
    this.#grant = grant;
    const queued = new Set(this.#queue.flatMap((one) => (one.kind === 'append' ? [...one.objects.keys()] : [])));
    const again = missingChanges(this.#appended.items, there.objects, this.#noted).filter(({ at }) => at >= since);
    this.#node.counts.appendedAgain += again.length;
    this.#requeue([
      ...again.map((change): Append<C> => {
        const { object } = change.version;
        const objects = new Map(change.note === undefined ? [] : [[object, change.note]]);
        return { kind: 'append', changes: [{ ...change, before: true }], objects, forgotten: [], thread: undefined };
      }),
      ...this.#differences(there, queued),
      ...[...this.#states].map((state) => ({ kind: 'state' as const, state })),
    ]);
    void this.#write();
  }

  /** The thread is no longer held: what was not written is for the next holder to find. */
  stop(): void {
    this.#stopped = true;
    this.#node.queued -= this.#queue.length;
    this.#queue = [];
    this.#appended.close();
  }

  #append(changes: readonly C[], before: boolean, notes: Notes | undefined): void {
    const at = Date.now();
    const versions = changes.map((change) => this.#member.versionOf(change));
    const appended = changes.map((change, index): Appended<C> => {
      const version = versions[index] as (typeof versions)[number];
      const isLast = versions.findLastIndex(({ object }) => object === version.object) === index;
      const note = isLast ? notes?.objects.get(version.object) : undefined;
      const id = `${this.#node.id}${(this.#node.serial += 1)}`;
      return { id, before, change, version, bytes: this.#member.bytesOf(change), note, at };
    });
    const { objects = new Map<string, string>(), forgotten = [], thread } = notes ?? {};
    for (const [key, text] of objects) this.#noted.set(key, text);
    for (const key of forgotten) this.#noted.delete(key);
    this.#thread = thread ?? this.#thread;
    this.#push({ kind: 'append', changes: appended, objects, forgotten, thread });
  }

  #enter(state: SourceState): void {
    if (state !== 'B') for (const other of ['L', 'D'] as const) this.#states.delete(other);
    this.#states.add(state);
    this.#push({ kind: 'state', state });
  }

  #push(operation: Operation<C>): void {
    if (this.#stopped) return;
    this.#queue.push(operation);
    this.#node.queued += 1;
    if (this.#node.queued > MAX_QUEUED && !this.#node.isUp) return this.#lease.abandon();
    void this.#write();
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    await Promise.resolve(); // what is appended in the same turn is written in one step
    while (!this.#stopped && (this.#step || this.#queue.length > 0) && this.#grant.epoch === this.#node.epoch) {
      const grant = this.#grant;
      const step = (this.#step ??= this.#nextStep());
      try {
        await this.#send(grant, step);
        if (this.#step === step) this.#done();
      } catch (error) {
        if (this.#stopped) break;
        const isRefused = isFenced(error);
        if (isRefused && grant === this.#grant) this.#lease.fenced();
        else if (!isRefused) await delay(AGAIN_MS, undefined, { ref: false });
      }
    }
    this.#isWriting = false;
  }

  #requeue(operations: readonly Operation<C>[]): void {
    this.#queue.unshift(...operations);
    this.#node.queued += operations.length;
  }

  #nextStep(): Step<C> {
    const before = this.#queue.length;
    const operation = nextStep(this.#queue) as Operation<C>;
    this.#node.queued -= before - this.#queue.length;
    return { id: `${this.#node.id}.${(this.#serial += 1)}.${this.#grant.fence}`, operation };
  }

  /** The step is in Redis. */
  #done(): void {
    const operation = this.#step?.operation;
    this.#step = undefined;
    if (operation?.kind !== 'append') return;
    const [first] = operation.changes;
    if (first) this.#node.observer.appended(operation.changes.length, first.at, Date.now());
    for (const change of operation.changes) this.#appended.append(change.bytes, () => change);
  }

  async #send({ fence, name }: Grant, { id, operation }: Step<C>): Promise<void> {
    const { thread, log, notes, hints } = this.#lease.keys;
    const { connection, id: me, seal } = this.#node;
    const held = [me, fence, name] as const;
    if (operation.kind === 'state')
      return void (await connection.run('state', [thread], [...held, operation.state, log]));
    if (operation.kind === 'end') {
      const why = seal.close(log, encodeError(operation.error));
      return void (await connection.run('finish', [thread, log, notes, hints], [...held, why]));
    }
    const { changes, objects, forgotten, thread: note } = operation;
    const { maxEvents, maxBytes, maxAgeMs } = this.#member.log;
    await connection.run(
      'append',
      [thread, log, notes],
      [
        ...held,
        id,
        LIFE_MS,
        maxEvents,
        maxBytes,
        maxAgeMs,
        note === undefined ? '' : this.#notes.sealThread(note),
        changes.length,
        objects.size,
        forgotten.length,
        ...changes.map((change) => sealEnvelope(this.#node, log, fence, change)),
        ...[...objects].flatMap(([key, text]) => [this.#notes.nameOf(key), this.#notes.sealObject(key, text)]),
        ...forgotten.map((key) => this.#notes.nameOf(key)),
      ],
    );
  }

  /** Steps after which the notes in Redis are those of this holder, but for those that are written anyway. */
  #differences(there: Known, queued: ReadonlySet<string>): Append<C>[] {
    const changed = [...this.#noted].filter(([key, text]) => there.objects.get(key) !== text && !queued.has(key));
    const gone = [...there.objects.keys()].filter((key) => !this.#noted.has(key));
    return noteSteps(changed, gone, there.thread === this.#thread ? undefined : this.#thread);
  }
}
