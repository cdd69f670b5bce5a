import type { ReadOptimizations } from './optimizations.ts';
import { byteCache } from './byte-cache.ts';
import { toQuery } from './http/address.ts';
import type { HttpRequest } from './http/exchange.ts';
import type { HowAnswered } from './operation.ts';
import { rejected } from './rejected.ts';
import { Stop, type StopSignal } from './stop.ts';
import type { WritesElsewhere } from './writes-elsewhere.ts';

/** What the settings of a provider say of its reads. */
export interface SingleFlightSettings extends Pick<ReadOptimizations, 'sharing'> {
  /** How long reference data is cached, in milliseconds; 0 or left out: not beyond the reads under way. */
  readonly referenceMs?: number | undefined;
  /** Where several instances write: nobody here joins a read that set out before a write of another one. */
  readonly writes?: WritesElsewhere | undefined;
  /** Counts the reads of reference data. */
  readonly upstream?: { noteReference(how: HowAnswered): void } | undefined;
}

type Call = <T>(request: HttpRequest) => Promise<T>;

/** A read under way and how many wait for it: it is stopped when the last of them has left. */
interface Flight {
  /** Let go of when it has landed: a map that has grown can hold on to what was taken out of it for a long time. */
  answer: Promise<unknown> | undefined;
  stop: Stop | undefined;
  waiting: number;
}

interface Kept {
  readonly answer: Promise<unknown>;
  /** Characters of the answer. */
  readonly length: number;
  readonly readAt: number;
  /** Whether a fresher one is being read. */
  renewing: boolean;
}

/** Bytes of the cached answers of reference data. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Reference data that is this many times too old is waited for instead of renewed in the background. */
const MAX_STALENESS = 2;

/**
 * Shares reads between the operations of callers with the same rights: one that is under way is joined by whoever asks
 * for the same. Reference data is shared by all, and cached for a while if so configured; personal data never is.
 * Reads that belong to no operation (the looks for a lost write, a relay that catches up) are always made.
 */
export class SingleFlight {
  readonly #call: Call;
  readonly #reference: RegExp;
  readonly #settings: SingleFlightSettings;
  readonly #flights = new Map<string, Flight>();
  readonly #kept = byteCache<Kept>(MAX_BYTES, ({ length }) => 4 * length);
  /** Counts what was forgotten: a response to an earlier request is not cached. */
  #generation = 0;

  /** `reference`: the paths of what is the same for everybody and nothing personal: instruments, offers, custodians. */
  constructor(call: Call, reference: RegExp, settings: SingleFlightSettings) {
    this.#call = call;
    this.#reference = reference;
    this.#settings = settings;
    settings.writes?.hear(() => this.forget());
  }

  call<T>(request: HttpRequest): Promise<T> {
    if ((request.method ?? 'GET') !== 'GET') return this.#write(request);
    const { caller, path } = request;
    if (!caller) return this.#call(request);
    const isReference = this.#reference.test(path);
    let key: string;
    try {
      key = `${isReference ? '' : caller.rights} ${path}${toQuery(request.query)}`;
    } catch (error) {
      return rejected(error); // a value of a provider that fits no address
    }
    const answer = isReference && this.#settings.referenceMs ? this.#keep(key, request) : this.#join(key, request);
    return answer as Promise<T>;
  }

  /**
   * Something has changed at the provider: nobody joins a read that set out before. Reference data below the path goes.
   */
  forget(path?: string): void {
    this.#flights.clear();
    if (!path) return;
    this.#generation += 1;
    for (const key of this.#kept.keys()) if (key.startsWith(` ${path}`)) this.#kept.delete(key);
  }

  /** After a write (and before, since it may be done before its answer is here) reads are made anew. */
  async #write<T>(request: HttpRequest): Promise<T> {
    const { writes } = this.#settings;
    this.forget();
    void writes?.announce();
    try {
      return await this.#call<T>(request);
    } finally {
      this.forget();
      if (writes) await writes.announce();
    }
  }

  #keep(key: string, request: HttpRequest): Promise<unknown> {
    const keepMs = this.#settings.referenceMs ?? 0;
    const kept = this.#kept.get(key);
    const age = kept ? Date.now() - kept.readAt : Infinity;
    if (!kept || age > keepMs * MAX_STALENESS) {
      const answer = this.#join(key, request);
      this.#keepAnswer(key, answer);
      return answer;
    }
    this.#note(key, request, 'cached', kept.answer);
    if (age > keepMs && !kept.renewing) {
      kept.renewing = true;
      const { path, query } = request;
      this.#keepAnswer(key, this.#call({ path, ...(query ? { query } : {}) }), () => (kept.renewing = false));
    }
    return kept.answer;
  }

  /** Keeps what comes, unless it was forgotten meanwhile. */
  #keepAnswer(key: string, answer: Promise<unknown>, failed: () => unknown = () => undefined): void {
    const generation = this.#generation;
    answer.then((body) => {
      if (generation !== this.#generation) failed();
      else {
        const { length } = JSON.stringify(body) ?? '';
        this.#kept.set(key, { answer: Promise.resolve(body), length, readAt: Date.now(), renewing: false });
      }
    }, failed);
  }

  #join(key: string, request: HttpRequest): Promise<unknown> {
    const { signal } = request;
    if (signal?.aborted) return Promise.reject(signal.reason);
    let flight = this.#settings.sharing === false ? undefined : this.#flights.get(key);
    const how = flight ? 'joined' : 'sent';
    if (!flight) {
      const stop = new Stop();
      const answer = this.#call({ ...request, signal: stop });
      flight = { answer, stop, waiting: 0 };
      this.#flights.set(key, flight);
    }
    const answer = flight.answer as Promise<unknown>;
    this.#note(key, request, how, answer);
    return this.#wait(key, flight, answer, signal);
  }

  #note(key: string, request: HttpRequest, how: HowAnswered, answer: Promise<unknown>): void {
    if (how !== 'sent') request.trace?.note(request, how, answer); // what is sent is noted where it leaves
    if (key.startsWith(' ')) this.#settings.upstream?.noteReference(how); // only the key of reference data has no rights in front
  }

  /** Said by each who waited. */
  #land(key: string, flight: Flight): void {
    flight.answer = flight.stop = undefined;
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #wait(key: string, flight: Flight, answer: Promise<unknown>, signal: StopSignal | undefined): Promise<unknown> {
    const isJoining = flight.waiting > 0;
    flight.waiting += 1;
    if (!signal) {
      const land = (): void => this.#land(key, flight);
      answer.then(land, land);
      return answer;
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          if (this.#flights.get(key) === flight) this.#flights.delete(key);
          flight.stop?.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      answer.then(
        (body) => {
          this.#land(key, flight);
          signal.removeEventListener('abort', leave);
          // A list of one's own: whoever is done with it may empty it.
          resolve(isJoining && Array.isArray(body) ? body.slice() : body);
        },
        (error: Error) => {
          this.#land(key, flight);
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      );
    });
  }
}
