interface Seen {
  readonly id: string;
  readonly updatedAt: string;
}

interface Version {
  readonly key: string;
  readonly version: string;
}

/** Records the events received by one subscriber. */
export class EventRecorder {
  readonly #name: string;
  readonly #versions = new Map<string, string[]>();
  #cursor: string | undefined;
  #events = 0;
  #backfilled = 0;
  #errors = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Cursor of the last event. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  see(event: unknown, errors: unknown): void {
    if (errors) {
      this.#errors += 1;
      return;
    }
    const { cursor, source, account, order } = event as {
      readonly cursor: string;
      readonly source: string;
      readonly account?: Seen;
      readonly order?: Seen;
    };
    const { id, updatedAt } = (account ?? order) as Seen;
    this.#cursor = cursor;
    this.#events += 1;
    if (source === 'BACKFILL') this.#backfilled += 1;
    const versions = this.#versions.get(id);
    if (versions) versions.push(updatedAt);
    else this.#versions.set(id, [updatedAt]);
  }

  /** Whether this or a newer version of an object has been received. */
  knows({ key, version }: Version): boolean {
    return (this.#versions.get(key)?.at(-1) ?? '') >= version;
  }

  /**
   * Compares the received events with the changes made.
   * - lost: neither this nor a later state of the object was received
   * - superseded: not received, but a later state was (Fondo exposes only the current state: intermediate states
   *   during a disconnection cannot be recovered)
   */
  verdict(truth: readonly Version[]) {
    const sum = { lost: 0, superseded: 0, doubled: 0, disordered: 0 };
    for (const versions of this.#versions.values()) {
      sum.doubled += versions.length - new Set(versions).size;
      sum.disordered += versions.filter((version, at) => version < (versions[at - 1] ?? '')).length;
    }
    const told = new Map([...this.#versions].map(([key, versions]) => [key, new Set(versions)]));
    for (const change of truth) {
      if (told.get(change.key)?.has(change.version)) continue;
      if (this.knows(change)) sum.superseded += 1;
      else sum.lost += 1;
    }
    const { length } = truth;
    return {
      subscriber: this.#name,
      changes: length,
      told: this.#events,
      backfilled: this.#backfilled,
      ...sum,
      errors: this.#errors,
    };
  }
}
