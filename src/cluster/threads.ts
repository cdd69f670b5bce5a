import type { LogOptions } from './event-log.ts';
import type { Retention } from './retention.ts';

/** What is followed once for all instances: the events of a client of Fondo, a signing, a loan journey. */
export interface ThreadName {
  readonly kind: string;
  readonly id: string;
}

/**
 * The logs that instances share. Of each thread one instance is the holder: it keeps the source (a socket) open and
 * appends what it finds. Every instance with subscribers follows.
 */
export interface Threads {
  /** Takes part in a thread; nothing is followed or held before `follow`. */
  join<C, E extends object>(name: ThreadName, member: Member<C, E>): Thread<E>;
  /**
   * Tells the holder of something that it should look at, wherever it is. Rejects where it may never learn of it.
   * @param key two hints of the same key are one: the later
   * @param about what JSON can hold; only asked where there is a holder to be told
   * @param lasting whether it is kept for a day for the next holder, even while nobody follows
   */
  hint(name: ThreadName, key: string, about: () => unknown, lasting?: boolean): Promise<void>;
}

/** The part of one instance in a thread. */
export interface Thread<E> {
  /** Position behind everything that has been heard so far. */
  readonly cursor: string;
  /** Resolves when every change made from then on will be heard; undefined while the thread is not followed. */
  readonly ready: Promise<void> | undefined;
  /** The first tenure that counts for a subscriber who comes now: see `Heard.before`. Undefined: not known yet. */
  readonly tenure: number | undefined;
  /** Somebody listens here: follows, and holds the thread where nobody else does. */
  follow(): void;
  /** Nobody listens here any more: the source is closed, unless another instance needs it. */
  rest(): void;
  /**
   * Answers, between two events, everything behind a cursor that has been heard so far. Throws `CursorExpired`, or
   * passes it to `failed` where it has to look elsewhere, when some of it is no longer held.
   */
  resume(cursor: string, begin: (missed: readonly E[]) => void, failed: (error: Error) => void): void;
  /** Rests, and forgets the log where it is only kept here. */
  close(): void;
}

/** What is said of an event when it is heard. */
export interface Heard {
  /** Rises with every holder of the thread. */
  readonly tenure: number;
  /**
   * Whether it happened before that tenure began: it concerns subscribers of earlier ones (who have been without a
   * holder meanwhile), and those that resume.
   */
  readonly before: boolean;
}

/** What an instance does in a thread. */
export interface Member<C, E extends object> {
  readonly log: LogOptions;
  readonly retention: Retention;
  /** The event that subscribers are told of a change; made once for each instance. */
  eventOf(change: C, cursor: string): E;
  /** Bytes of a change as it was received. */
  bytesOf(change: C): number;
  /** What tells the changes of one object apart: followers are told none of them twice, whatever a log holds. */
  versionOf(change: C): ChangeVersion;
  /** The thread is followed from now on; `tenure` is the first that counts for those who came before this call. */
  joined(tenure: number): void;
  /** The next event of the log. */
  hear(event: E, heard: Heard): void;
  /** Whether events are told as they happen from now on. */
  enter(isLive: boolean): void;
  /** The thread has ended for everybody. */
  end(error: Error): void;
  /** This instance has become the holder: opens the source. */
  hold(tenure: Tenure<C>): Holding;
}

export interface ChangeVersion {
  readonly object: string;
  /** When the object changed, as text that can be compared; '' where it does not say. */
  readonly moment: string;
  /** Tells it from other changes of the same moment, whether an event or a list showed the object. */
  content(): string;
}

/** What a holder has opened. */
export interface Holding {
  /** Something to look at: what the `about` of a hint has answered, here or on another instance. */
  hint(about: unknown): void;
  close(): void;
}

/** The time for which an instance holds a thread. */
export interface Tenure<C> {
  /** What the holder before knew, where that has to be passed on: then every append comes with notes. */
  readonly known: Known | undefined;
  /** What holders before have appended, in pages, the last change first, as long as it is kept. Rejects where it cannot be read. */
  earlier(): AsyncIterable<readonly C[]>;
  /** In the order of the calls; the changes and notes of a call are written together or not at all. */
  append(changes: readonly C[], before: boolean, notes?: Notes): void;
  /** From now on every change will be heard: the source is being listened to. */
  begun(): void;
  /** Whether the source is live. */
  enter(isLive: boolean): void;
  /** There is no such thing to follow: ends the thread for everybody. */
  end(error: Error): void;
}

/** What a holder knows of its thread: by the key of an object, and of the thread itself. */
export interface Known {
  readonly objects: ReadonlyMap<string, string>;
  readonly thread: string | undefined;
}

/** What has changed in it. */
export interface Notes {
  readonly objects: ReadonlyMap<string, string>;
  readonly forgotten: readonly string[];
  readonly thread: string;
}
