import { ClusterUnavailable } from '../../faults.ts';
import { CursorExpired, cursorOf, placeOf, type Place } from '../cursor.ts';
import type { Holding, Member, Thread } from '../threads.ts';
import { LIFE_MS } from './claim.ts';
import { openEnvelope, type Envelope } from './envelope.ts';
import { decodeError } from './errors.ts';
import type { ThreadKeys } from './keys.ts';
import type { LeaseUse } from './lease-use.ts';
import { Lease } from './lease.ts';
import type { Node } from './node.ts';
import { Readiness } from './readiness.ts';
import { partsOf, type Grant, type LogEntry, type ThreadState } from './replies.ts';
import { readBehind } from './resume.ts';
import { TenureQueue } from './tenure-queue.ts';
import { Told } from './told.ts';

/** A thread that all instances share: its log is in Redis. */
export class LogThread<C, E extends object> implements Thread<E>, LeaseUse {
  readonly keptMs = LIFE_MS;
  readonly #node: Node;
  readonly #member: Member<C, E>;
  readonly #lease: Lease;
  readonly #readiness = new Readiness();
  /** What has been heard: the name of the log, and the position of the last event. Undefined: nothing was read yet. */
  #heard: { log: string | undefined; position: string } | undefined;
  #told = new Told();
  #holding: Holding | undefined;
  #queue: TenureQueue<C> | undefined;
  #isLive: boolean | undefined;
  /** See `tenure`; as last told. */
  #tenure: number | undefined;

  constructor(node: Node, keys: ThreadKeys, member: Member<C, E>) {
    this.#node = node;
    this.#member = member;
    this.#lease = new Lease(node, keys, this);
  }

  get cursor(): string {
    const { log = '', position = '0-0' } = this.#heard ?? {};
    return cursorOf({ log, position });
  }

  get ready(): Promise<void> | undefined {
    return this.#lease.isFollowed ? this.#readiness.promise : undefined;
  }

  get tenure(): number | undefined {
    return this.#lease.isFollowed ? this.#tenure : undefined;
  }

  follow(): void {
    if (this.#lease.isFollowed) return;
    this.#readiness.begin();
    this.#heard = this.#tenure = undefined;
    this.#lease.follow();
  }

  rest(): void {
    this.#readiness.end();
    this.#isLive = undefined;
    this.#lease.rest();
  }

  close(): void {
    this.rest();
    void this.#lease.close();
  }

  resume(cursor: string, begin: (missed: readonly E[]) => void, failed: (error: Error) => void): void {
    const place = placeOf(cursor);
    if (!/^\d{1,15}-\d{1,15}$/.test(place.position)) throw new CursorExpired();
    if (!this.#node.isUp) throw new ClusterUnavailable();
    // What is followed only from this call on is read before.
    queueMicrotask(() => this.#lease.between((read) => this.#resume(place, read, begin, failed)));
  }

  wanted(): string {
    return this.#heard?.log === undefined ? '' : `(${this.#heard.position}`;
  }

  read(state: ThreadState): boolean {
    const { name, last, entries } = state;
    if (!this.#heard) {
      this.#heard = { log: name, position: last };
      return false; // `changed` comes next
    }
    if (name === undefined) return false; // forgotten: the holder appends again
    if (this.#heard.log !== name) {
      const isFirst = this.#heard.log === undefined;
      this.#heard = { log: name, position: '0-0' };
      return !isFirst || last !== '0-0';
    }
    if (entries.length > 0) this.#node.counts.gaps += 1;
    for (const entry of entries) this.#take(entry);
    return false;
  }

  hear(kind: string, rest: Buffer): void {
    if (kind === 'x') return this.#member.end(decodeError(this.#node.open(this.#lease.keys.log, rest)));
    if (kind !== 'e' || !this.#heard || !this.#lease.isFollowed) return;
    const at = rest.indexOf(' ');
    const id = rest.subarray(0, at).toString();
    const [fence, number] = partsOf(id);
    const [lastFence, lastNumber] = partsOf(this.#heard.position);
    if (fence < lastFence || (fence === lastFence && number <= lastNumber)) return;
    if (number === lastNumber + 1 && this.#heard.log !== undefined) this.#take({ id, data: rest.subarray(at + 1) });
    else this.#lease.catchUp();
  }

  held(grant: Grant, again: boolean): void {
    if (again && this.#queue) return this.#queue.resume(grant);
    const queue = new TenureQueue<C>(this.#node, this.#lease, this.#member, grant);
    this.#queue = queue;
    this.#holding = this.#member.hold(queue.tenure);
  }

  lost(): void {
    this.#queue?.stop();
    this.#holding?.close();
    this.#queue = this.#holding = undefined;
  }

  changed(): void {
    const { known, isOwnerAlive } = this.#lease;
    if (!this.#lease.isFollowed) return;
    if (this.#heard && this.#heard.log === undefined && known) this.#heard.log = known.name; // born since it was read
    if (known && this.#heard) {
      // Where nobody holds it, the next tenure counts, whatever its fence will be.
      this.#learn(isOwnerAlive ? known.fence : undefined);
      this.#readiness.learn(known.fence + (isOwnerAlive ? 0 : 1), known.begun);
    }
    const isLive = this.#node.isUp && known?.state === 'L' && isOwnerAlive;
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#member.enter(isLive);
  }

  hint(about: string): void {
    this.#holding?.hint(JSON.parse(about));
  }

  #learn(tenure: number | undefined): void {
    if (tenure === this.#tenure) return;
    this.#tenure = tenure;
    if (tenure !== undefined) this.#member.joined(tenure);
  }

  /** The next entry of the log; answers the event where it is told. */
  #take({ id, data }: LogEntry): E | undefined {
    const heard = this.#heard as { log: string; position: string };
    const [fence, number] = partsOf(id);
    const [, lastNumber] = partsOf(heard.position);
    if (number > lastNumber + 1) {
      this.#member.end(new CursorExpired()); // away for longer than the log reaches back
      return undefined;
    }
    heard.position = id;
    if (this.#tenure === undefined) this.#learn(fence);
    const envelope = openEnvelope<C>(this.#node, this.#lease.keys.log, fence, data);
    if (envelope) this.#node.observer.heard(Date.now() - envelope.at);
    if (!envelope || !this.#told.admits(envelope.id, fence, this.#member.versionOf(envelope.change))) return undefined;
    const event = this.#eventOf(envelope, heard.log, id);
    this.#member.hear(event, { tenure: fence, before: envelope.before });
    return event;
  }

  #eventOf({ change }: Envelope<C>, log: string, position: string): E {
    return this.#member.eventOf(change, cursorOf({ log, position }));
  }

  async #resume(
    place: Place,
    read: () => Promise<void>,
    begin: (missed: readonly E[]) => void,
    failed: (error: Error) => void,
  ): Promise<void> {
    const missed: E[] = [];
    const ids = new Set<string>();
    const isHeard = (id: string): boolean => {
      const [[fence, number], [lastFence, lastNumber]] = [partsOf(id), partsOf(this.#heard?.position ?? '0-0')];
      return fence < lastFence || (fence === lastFence && number <= lastNumber);
    };
    try {
      // Another instance was faster: what it has told this subscriber is heard here before that joins.
      if (this.#heard?.log !== place.log || !isHeard(place.position)) await read();
      for await (const entry of readBehind(this.#node, this.#lease.keys, place)) {
        const told = isHeard(entry.id) ? undefined : this.#take(entry);
        const [fence] = partsOf(entry.id);
        const envelope = openEnvelope<C>(this.#node, this.#lease.keys.log, fence, entry.data);
        if (!envelope || ids.has(envelope.id)) continue;
        ids.add(envelope.id);
        missed.push(told ?? this.#eventOf(envelope, place.log, entry.id));
      }
    } catch (error) {
      if (!(error instanceof CursorExpired)) return failed(new ClusterUnavailable());
      this.#node.counts.expired += 1;
      return failed(error);
    }
    this.#node.counts.resumed += 1;
    begin(missed);
  }
}
