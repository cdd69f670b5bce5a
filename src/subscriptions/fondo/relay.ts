import { setTimeout as delay } from 'node:timers/promises';
import { LISTED_OBJECTS } from '../../datasources/fondo/changes.ts';
import { decodeEvent, type EventObject, type FondoEvent } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import type { RelayListener, RelayOptions, RelayState } from './relay-options.ts';
import { AbsenceConfirmation } from './absence.ts';
import { EventBuffer } from './event-buffer.ts';
import { ObjectReader } from './object-reader.ts';
import { consumeSocket, type Link } from './socket.ts';
import type { Journal } from './journal.ts';
import { evictOldest } from '../kit/evict-oldest.ts';
import type { Retention } from '../../cluster/retention.ts';
import { ChangeTracker, type Admitted, type Reading } from './change-tracker.ts';
import { momentOf } from './tracked.ts';

/** Hints that are retained for the next catch-up. */
const MAX_HINTS = 1_000;
const OPEN_JOURNEY: ReadonlySet<string | undefined> = new Set(['new', 'pending']);

/** Publishes every change at one client of Fondo once and in order, through lost sockets, until it is stopped. */
export class Relay {
  /** What has been published; passed on to the next relay of the same client, so that nothing in between is missed. */
  tracker: ChangeTracker | undefined;
  readonly #fondo: FondoConnection;
  readonly #clientId: string;
  readonly #listener: RelayListener;
  readonly #options: RelayOptions;
  readonly #stop = new AbortController();
  readonly #absence = new AbsenceConfirmation(() =>
    this.#fondo.changes.one(this.#clientId, 'client', this.#clientId, this.#stop.signal),
  );
  #state: RelayState = 'CONNECTING';
  readonly #buffer: EventBuffer;
  /** Fondo's time at the start of a relay that takes over from another one: until then nobody listened. */
  #pausedUntil = '';
  #hasBegun = false;
  /** Hints whose objects are being read. */
  readonly #reading = new Set<string>();
  readonly #hints = new Map<string, readonly [EventObject, string]>();
  readonly #read: ObjectReader;
  readonly #retention: Retention;
  readonly #journal: Journal | undefined;

  constructor(
    fondo: FondoConnection,
    clientId: string,
    listener: RelayListener,
    options: RelayOptions,
    before: {
      readonly tracker?: ChangeTracker | undefined;
      readonly instructions: () => Iterable<string>;
      readonly retention: Retention;
      readonly journal?: Journal | undefined;
    },
  ) {
    this.#fondo = fondo;
    this.#clientId = clientId;
    this.#listener = listener;
    this.#options = options;
    this.#buffer = new EventBuffer(options.maxBuffer);
    this.tracker = before.tracker;
    this.#read = new ObjectReader(fondo, clientId, before.instructions);
    this.#retention = before.retention;
    this.#journal = before.journal;
    this.#run().catch((error: unknown) => (this.#stop.signal.aborted ? undefined : listener.end(error as Error)));
  }

  get state(): RelayState {
    return this.#state;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Something may have changed there (a webhook says so): it is read, and published when it is new. */
  hint(object: EventObject, id: string): void {
    this.#hints.set(`${object}:${id}`, [object, id]);
    evictOldest(this.#hints, MAX_HINTS);
    if (this.#state === 'LIVE') void this.#publishHint(`${object}:${id}`);
  }

  /**
   * An object as somebody else has just read it: published when it is new.
   * @param serial see `ChangeTracker.reading`
   */
  observe(reading: Reading, serial?: number): void {
    if (this.#state === 'LIVE') this.#publish(this.tracker?.reading(reading, 'LIVE', serial) ?? []);
    else if (reading.value.id) this.hint(reading.object, reading.value.id);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted;) {
      let link: Link | undefined;
      try {
        this.#enter('CONNECTING');
        [link] = await Promise.all([this.#connect(), this.#begin(), this.tracker?.recalled]);
        this.#enter('CATCHING_UP');
        await this.#catchUp(link);
        this.#enter('LIVE');
        this.#publishHints(); // those that came while it caught up
        failures = 0;
        const loss = await link.lost;
        if (loss === 'silent') this.#enter('SILENT');
        if (loss === 'silent' || loss === 'renewed') continue;
      } catch (error) {
        link?.close();
        const wasLive = this.tracker?.hasBegun === true;
        if (await this.#absence.isConfirmedBy(error, wasLive)) return this.#listener.end(error as Error);
      }
      this.#enter('BACKING_OFF');
      const [first, longest] = this.#options.backoffMs;
      await delay(Math.random() * Math.min(first * 2 ** failures, longest), undefined, { signal, ref: false });
      failures += 1;
    }
  }

  async #connect(): Promise<Link> {
    return consumeSocket(await this.#fondo.openSocket(this.#clientId), {
      silenceMs: this.#options.silenceMs,
      stop: this.#stop.signal,
      isTokenCurrent: (token) => this.#fondo.isTokenCurrent(token),
      take: (text) => {
        const event = decodeEvent(text, this.#clientId);
        if (event) this.#take(event);
      },
    });
  }

  /** Learns, once, from which moment on changes count: Fondo's present, or a little before ours if it does not say. */
  async #begin(): Promise<void> {
    if (!this.#hasBegun) {
      const { overlapMs, maxKnown } = this.#options;
      const serverTime = await this.#fondo.changes.now(this.#stop.signal).catch(() => undefined);
      const now = serverTime ?? new Date(Date.now() - overlapMs).toISOString();
      if (this.tracker) this.#pausedUntil = momentOf({ modifiedDate: now });
      this.tracker ??= new ChangeTracker(this.#clientId, now, maxKnown, this.#retention, this.#journal);
      this.#hasBegun = true;
    }
    this.#listener.begun();
  }

  #take(event: FondoEvent): void {
    if (this.#state === 'LIVE') return this.#publish(this.tracker?.event(event) ?? []);
    this.#buffer.push(event);
  }

  /**
   * Reads what was missed, merges it with the events that came meanwhile, and publishes both in the order of change.
   */
  async #catchUp({ signal }: Link): Promise<void> {
    const tracker = this.tracker as ChangeTracker;
    let readings: Reading[];
    let serial: number;
    do {
      serial = tracker.serial;
      this.#buffer.overflowed = false;
      readings = await this.#readAll(tracker, signal);
    } while (this.#buffer.overflowed);
    signal.throwIfAborted();
    const found = [
      ...this.#buffer.take().map((event) => ({
        moment: momentOf(event.current ?? event.previous),
        admit: () => tracker.event(event),
        before: false,
      })),
      ...readings.map((reading) => {
        const moment = momentOf(reading.value);
        return {
          moment,
          admit: () => tracker.reading(reading, 'BACKFILL', serial),
          before: moment !== '' && moment <= this.#pausedUntil,
        };
      }),
    ];
    // Stable: of an event and a reading of the same moment the event comes first, and wins.
    found.sort((a, b) => (a.moment < b.moment ? -1 : a.moment > b.moment ? 1 : 0));
    for (const { admit, before } of found) this.#publish(admit(), before);
    tracker.hasBegun = true;
    this.#pausedUntil = '';
  }

  async #readAll(tracker: ChangeTracker, signal: AbortSignal): Promise<Reading[]> {
    const { changes } = this.#fondo;
    // Not behind the present, whatever date an object carries: what changes meanwhile would never be read.
    const from = new Date(Math.min(tracker.lastSeen, Date.now()) - this.#options.overlapMs).toISOString();
    const known = [
      { object: 'client' as const, id: this.#clientId },
      ...tracker.known('allocationPlan').map(({ id = '' }) => ({ object: 'allocationPlan' as const, id })),
      ...tracker
        .known('journey')
        .filter(({ status }) => OPEN_JOURNEY.has(status))
        .map(({ id = '' }) => ({ object: 'journey' as const, id })),
    ];
    const parts = await Promise.all<Reading[]>([
      ...LISTED_OBJECTS.map(async (object) =>
        (await changes.since(this.#clientId, object, from, signal)).map((value) => ({ object, value })),
      ),
      ...known.map(({ object, id }) => this.#read.one(object, id, signal)),
      this.#read.payments(signal),
      this.#readHints(signal),
    ]);
    return parts.flat();
  }

  #publishHints(): void {
    for (const key of this.#hints.keys()) void this.#publishHint(key);
  }

  /** Reads what a hint is about, once more where another one came meanwhile; never twice at a time. */
  async #publishHint(key: string): Promise<void> {
    if (this.#reading.has(key)) return;
    this.#reading.add(key);
    try {
      for (let hint = this.#hints.get(key); hint; hint = this.#hints.get(key)) {
        const serial = this.tracker?.serial;
        const found = await this.#read.one(...hint, this.#stop.signal);
        if (this.#hints.get(key) === hint) this.#hints.delete(key);
        found.forEach((reading) => this.observe(reading, serial));
      }
    } catch {
      // it waits for the next catching up
    } finally {
      this.#reading.delete(key);
    }
  }

  /** A hint is forgotten when it was read; one that could not be read waits for the next catching up. */
  async #readHints(signal: AbortSignal): Promise<Reading[]> {
    const readings = [...this.#hints].map(async ([key, hint]) => {
      const found = await this.#read.one(...hint, signal);
      if (this.#hints.get(key) === hint) this.#hints.delete(key);
      return found;
    });
    return (await Promise.all(readings)).flat();
  }

  #publish(changes: readonly Admitted[], before = false): void {
    if (changes.length > 0) this.#listener.publish(changes, before);
  }

  #enter(state: RelayState): void {
    this.#state = state;
    this.#listener.enter(state);
  }
}
