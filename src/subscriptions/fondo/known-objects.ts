import type { EventObject } from '../../datasources/fondo/events.ts';
import type { Holder } from '../../cluster/largest-first.ts';
import type { Retention } from '../../cluster/retention.ts';
import type { Recalled } from './recall.ts';
import { reduced, type Known, type TrackedObject } from './tracked.ts';
import { WholeObjects } from './whole-objects.ts';

/** Bytes of the objects of one client that are known whole. */
const MAX_BYTES = 4 << 20;

/** What is known of the objects of one client, in the order of their last change; of some of them the version alone. */
export class KnownObjects implements Holder {
  readonly #limit: number;
  readonly #retention: Retention;
  readonly #known = new Map<string, Known>();
  readonly #whole: WholeObjects;
  #isClosed = false;

  /** @param limit objects that are remembered; beyond it those that changed longest ago are forgotten */
  constructor(limit: number, retention: Retention) {
    this.#limit = limit;
    this.#retention = retention;
    this.#whole = new WholeObjects(retention);
    retention.logs.add(this);
  }

  /** Bytes of the objects that are known whole. */
  get bytes(): number {
    return this.#whole.bytes;
  }

  /** Reduces the eighth of the whole objects that changed longest ago: their next change shows no `previous`. */
  giveWay(): void {
    const target = this.bytes - Math.max(1, this.bytes / 8);
    for (const key of this.#whole.keys()) {
      if (this.bytes <= target) return;
      this.#reduce(key);
    }
  }

  /** Forgets everything, and whatever is still found. */
  close(): void {
    this.#isClosed = true;
    this.#retention.logs.delete(this);
    for (const key of this.#whole.keys()) this.#whole.release(key);
    this.#known.clear();
  }

  get(key: string): Known | undefined {
    return this.#known.get(key);
  }

  entries(): ReadonlyMap<string, Known> {
    return this.#known;
  }

  /** The objects of a kind, as last seen. */
  of(object: EventObject): TrackedObject[] {
    return [...this.#known].filter(([key]) => key.startsWith(`${object}:`)).map(([, { value }]) => value);
  }

  /** An object of which the version alone is known. */
  note(key: string, known: Known): void {
    if (!this.#isClosed) this.#known.set(key, known);
  }

  /**
   * An object that has changed.
   * @param size bytes of the object, and of what is compared with it
   * @param forgotten called for each that is forgotten instead
   */
  put(key: string, known: Known, size: number, forgotten: (key: string) => void): void {
    if (this.#isClosed) return;
    this.#known.delete(key); // to the end: the map is in the order of the last change
    this.#known.set(key, known);
    this.#hold(key, known.value, size);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#limit) break;
      this.#whole.release(oldest);
      this.#known.delete(oldest);
      forgotten(oldest);
    }
  }

  /** An object of which only the version was known, as it was in that version. */
  complete(key: string, { value, bytes, sameMoment = [] }: Recalled): void {
    const known = this.#known.get(key);
    if (!known || known.isWhole || known.deleted) return;
    this.#known.set(key, { ...known, value, isWhole: true, sameMoment }); // in its place in the order
    this.#hold(key, value, bytes ?? Buffer.byteLength(JSON.stringify(value)));
  }

  #hold(key: string, value: object, size: number): void {
    this.#whole.hold(key, value, size);
    if (this.bytes > MAX_BYTES) this.giveWay();
    this.#retention.logs.grown(this);
  }

  #reduce(key: string): void {
    const known = this.#known.get(key);
    this.#whole.release(key);
    if (known) this.#known.set(key, reduced(known)); // in its place in the order
  }
}
