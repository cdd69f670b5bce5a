import type { EventObject, FondoEvent } from '../../datasources/fondo/events.ts';
import type { Known as Kept } from '../../cluster/threads.ts';
import type { Retention } from '../../cluster/retention.ts';
import { millisecondsOf, sortableInstant } from '../../datasources/kit/instant.ts';
import { KnownObjects } from './known-objects.ts';
import { knownOf, type Journal } from './journal.ts';
import { recalled } from './recall.ts';
import {
  contentOf,
  isDated,
  isNewReading,
  isNews,
  keyOf,
  orderOf,
  versionOf,
  type Noted,
  type TrackedObject,
} from './tracked.ts';

export type EventSource = 'LIVE' | 'BACKFILL';
export type Admitted = FondoEvent & { readonly source: EventSource };

/** An object as a list or a reading by id shows it: it does not say what happened. */
export interface Reading {
  readonly object: EventObject;
  readonly value: TrackedObject;
}

/** `since`, the last moment seen, and whether the lists of the time before have been read. */
type ThreadNote = readonly [since: string, lastSeen: string, hasBegun: boolean];

/** Earlier states of one object, of the same date or of one that lay ahead, whose contents are compared; bytes of one. */
const MAX_SAME_MOMENT = 256;
const CONTENT_BYTES = 64;

/**
 * Which change of which object of one client has been published to the subscribers: the same change may arrive over the
 * socket, in a list, by a webhook and by a poller, again and again and in any order, and is admitted once.
 */
export class ChangeTracker {
  readonly clientId: string;
  /** Changes up to this moment (Fondo's clock) belong to the time before the first subscriber. */
  readonly since: string;
  /** Set when everything that the lists show of the time before has been seen. */
  hasBegun = false;
  /** Number of the last change that is known. */
  serial = 0;
  /** Resolves when what is left of the changes of another instance has been looked at. */
  recalled: Promise<void> | undefined;
  readonly #known: KnownObjects;
  readonly #journal: Journal | undefined;
  #lastSeen: string;

  /**
   * @param limit objects that are remembered; beyond it those that changed longest ago are forgotten
   * @param journal takes down what another instance has to know to go on
   */
  constructor(clientId: string, since: string, limit: number, retention: Retention, journal?: Journal) {
    this.clientId = clientId;
    this.since = sortableInstant(since);
    this.#lastSeen = this.since;
    this.#known = new KnownObjects(limit, retention);
    this.#journal = journal;
  }

  /**
   * What another instance has taken down: of its objects the versions alone, where its changes do not show them. Undefined
   * where it had not begun.
   * @param changes of it that are kept, in pages, the last change first
   */
  static restored(
    kept: Kept,
    changes: AsyncIterable<readonly Admitted[]>,
    clientId: string,
    limit: number,
    retention: Retention,
    journal: Journal,
  ) {
    if (kept.thread === undefined) return undefined;
    const [since, lastSeen, hasBegun] = JSON.parse(kept.thread) as ThreadNote;
    const tracker = new ChangeTracker(clientId, since, limit, retention, journal);
    tracker.#lastSeen = lastSeen;
    tracker.hasBegun = hasBegun;
    for (const [key, known] of knownOf(kept.objects, clientId)) tracker.#known.note(key, known);
    tracker.recalled = recalled(tracker.#known.entries(), changes).then(
      (found) => found.forEach((one, key) => tracker.#known.complete(key, one)),
      () => undefined, // their next change shows no `previous`
    );
    return tracker;
  }

  /** What another instance has to know of the thread itself. */
  get note(): string {
    return JSON.stringify([this.since, this.#lastSeen, this.hasBegun] satisfies ThreadNote);
  }

  /** Forgets everything. */
  close(): void {
    this.#known.close();
  }

  /** The last `modifiedDate` seen, in milliseconds. */
  get lastSeen(): number {
    return millisecondsOf(this.#lastSeen);
  }

  /** The objects of a kind that are known, as last seen. */
  known(object: EventObject): TrackedObject[] {
    return this.#known.of(object);
  }

  /** What an event adds, oldest first: nothing, itself, or before it the change that its `previous` shows we missed. */
  event(event: FondoEvent, source: EventSource = 'LIVE'): Admitted[] {
    const { object, action } = event;
    const current: TrackedObject | null = event.current;
    const previous: TrackedObject | null = event.previous;
    const value = current ?? previous ?? null;
    const key = keyOf(object, value);
    if (!value || !key) return [];
    const known = this.#known.get(key);
    if (action === 'delete' || !current) {
      if (known?.deleted) return [];
      const missed = previous ? this.#missed(object, key, previous) : [];
      this.#remember(key, value, { deleted: true, isLastUnseen: true, bytes: event.bytes });
      return [...missed, { ...event, source }];
    }
    // The creation of an object that has been published is older than what is known of it, whatever its date.
    if (known?.told && action === 'create' && !known.deleted) return [];
    if (known && !isNews(known, current, previous, Date.now())) return [];
    const missed = previous ? this.#missed(object, key, previous) : [];
    this.#remember(key, current, { bytes: event.bytes });
    return [...missed, { ...event, source }];
  }

  /**
   * What a reading adds: the change that must have led to it, when it is newer than what was published.
   * @param serial of the last change that was known when it set out
   */
  reading({ object, value }: Reading, source: EventSource = 'BACKFILL', serial = this.serial): Admitted[] {
    const key = keyOf(object, value);
    if (!key) return [];
    const known = this.#known.get(key);
    if (known && !isNewReading(known, value, serial, Date.now())) {
      if (versionOf(value) === known.version) this.#known.complete(key, { value });
      return [];
    }
    if (!known && !this.#isLater(value)) {
      this.#remember(key, value, { told: false });
      return [];
    }
    const wasDeleted = known ? known.deleted : (sortableInstant(value.deletedDate ?? '') || '9') < this.since;
    const deleted = value.deleted === true && !wasDeleted;
    this.#remember(key, value);
    if (known?.isLastUnseen) return [];
    const isNew = !known && this.#isAfterBeginning(sortableInstant(value.createdDate ?? ''));
    const previous = known?.isWhole ? known.value : null;
    const change = deleted
      ? { action: 'delete', current: null, previous: previous ?? value }
      : { action: isNew ? 'create' : 'update', current: value, previous };
    return [{ clientId: this.clientId, object, ...change, source } as Admitted];
  }

  /**
   * Takes note of an object in its present state, where nothing was known of it: a change of it from then on is news.
   */
  learn({ object, value }: Reading): void {
    const key = keyOf(object, value);
    if (key && !this.#known.get(key)) this.#remember(key, value, { told: false });
  }

  /** The same of objects that another instance has read, as it has taken them down. */
  learnNoted(objects: ReadonlyMap<string, string>): void {
    for (const [key, known] of knownOf(objects, this.clientId)) {
      if (this.#known.get(key)) continue;
      this.#known.note(key, known);
      this.#journal?.note(key, known);
    }
  }

  /** An update shows the object before it: where that is news, its own event got lost or comes late. */
  #missed(object: EventObject, key: string, previous: TrackedObject): Admitted[] {
    if (!isDated(previous)) return [];
    const told = this.#known.get(key);
    const isMissed = told ? versionOf(previous) > told.order : this.#isLater(previous);
    return isMissed ? this.reading({ object, value: previous }) : [];
  }

  /** Whether an object not seen before changed after the beginning. */
  #isLater(value: TrackedObject): boolean {
    return isDated(value) && this.#isAfterBeginning(versionOf(value));
  }

  /** What the first reading shows of the very moment of the beginning is part of it; what shows up later of it is not. */
  #isAfterBeginning(moment: string): boolean {
    return this.hasBegun ? moment >= this.since : moment > this.since;
  }

  #remember(
    key: string,
    value: TrackedObject,
    { deleted = value.deleted === true, isLastUnseen = false, told = true, bytes }: Partial<Noted> = {},
  ): void {
    const version = versionOf(value);
    const last = this.#known.get(key);
    const before = last?.version;
    const sameMoment =
      last?.isWhole && (before === version || last.order !== before)
        ? [...(last.sameMoment ?? []), contentOf(last.value)].slice(-MAX_SAME_MOMENT)
        : [];
    const order = orderOf(value, last, Date.now());
    const serial = (this.serial += 1);
    const known = { value, isWhole: true, version, order, serial, before, sameMoment, deleted, isLastUnseen, told };
    this.#journal?.note(key, known);
    const size = (bytes ?? Buffer.byteLength(JSON.stringify(value))) + CONTENT_BYTES * sameMoment.length;
    this.#known.put(key, known, size, (oldest) => this.#journal?.forget(oldest));
    if (isDated(value) && version > this.#lastSeen) this.#lastSeen = version;
  }
}
