import { setTimeout as delay } from 'node:timers/promises';
import { decodeEvent, type EventObject, type FondoEvent } from '../../datasources/fondo/events.ts';
import type { FondoConnection } from '../../datasources/fondo/index.ts';
import type { RelayListener, RelayOptions, RelayState } from './relay-options.ts';
import { AbsenceConfirmation } from './absence.ts';
import { EventBuffer } from './event-buffer.ts';
import { Hints } from './hints.ts';
import { ObjectReader } from './object-reader.ts';
import { consumeSocket, type Link } from './socket.ts';
import type { Journal } from './journal.ts';
import type { Retention } from '../../cluster/retention.ts';
import { ChangeTracker, type Admitted, type Reading } from './change-tracker.ts';
import { momentOf } from './tracked.ts';

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
  readonly #read: ObjectReader;
  readonly #hints: Hints;
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
    this.#hints = new Hints(this.#read);
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
    const key = this.#hints.add(object, id);
    if (this.#state === 'LIVE') this.#publishHint(key);
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
        for (const key of this.#hints.keys()) this.#publishHint(key); // those that came while it caught up
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
    // Not behind the present, whatever date an object carries: what changes meanwhile would never be read.
    const from = new Date(Math.min(tracker.lastSeen, Date.now()) - this.#options.overlapMs).toISOString();
    const parts = [this.#read.since(from, tracker, signal), this.#read.payments(signal), this.#hints.readAll(signal)];
    return (await Promise.all(parts)).flat();
  }

  /** A hint whose object cannot be read waits for the next catching up. */
  #publishHint(key: string): void {
    void this.#hints.readOne(key, this.#stop.signal, () => {
      const serial = this.tracker?.serial;
      return (reading) => this.observe(reading, serial);
    });
  }

  #publish(changes: readonly Admitted[], before = false): void {
    if (changes.length > 0) this.#listener.publish(changes, before);
  }

  #enter(state: RelayState): void {
    this.#state = state;
    this.#listener.enter(state);
  }
}
