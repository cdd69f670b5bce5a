/** Where a source puts what it has. */
export interface Sink<T> {
  /**
   * A reading is to begin, of which the next `publish` or `confirm` tells: it waits until all know that nobody else may read
   * for the next so many milliseconds.
   */
  reading?(leastMs: number): Promise<void>;
  /** The provider has asked for so many milliseconds in which nobody reads. */
  pause?(ms: number): void;
  /** @param restMs milliseconds for which the source may not be read again, by whomever */
  publish(value: T, restMs?: number): void;
  /** The last value still holds. */
  confirm(restMs?: number): void;
  /** The source is complete (or has failed): all subscribers end. */
  end(error?: Error): void;
}

/** Closes a source. */
export interface Source {
  (): void;
  /** Requests a new value; returns whether the last one is too old to be shown until it comes. */
  now?(): boolean;
}

/** Opens the source of a key. */
export type OpenSource<T> = (key: string, sink: Sink<T>) => Source;

/** How the states of one kind are shared. */
export interface SharedStates<T> {
  /** Two values of the same version are the same news, whoever has read them: what only belongs to a reading does not count. */
  versionOf(value: T): string;
  /** Whether who comes later waits for the next value instead of being told this one: an act may have followed it. */
  mayBeOvertaken?(value: T): boolean;
  /** Whether it is read anew for an instance that comes later, instead of telling it the last value. */
  readonly renewOnJoin?: boolean;
}

/** The states that instances share: each is polled by one of them, whoever follows it. */
export interface States {
  /**
   * Opens a source on the one instance that holds it, whichever opens it first, and hands what it finds to all.
   * @param kind tells the keys of this kind of source from those of another
   */
  shared<T>(kind: string, open: OpenSource<T>, sharing: SharedStates<T>): OpenSource<T>;
  /**
   * Has the holder of a key read it as soon as it may; nothing happens while nobody follows it. Rejects where the holder
   * may never learn of it.
   */
  hint(kind: string, key: string): Promise<void>;
}
