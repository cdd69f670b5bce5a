import type { ChangeVersion } from '../threads.ts';

/** Ids and objects that are remembered of one thread. */
const MAX = 2_000;

/**
 * What an instance has told its subscribers of one thread. After a failover that lost acknowledged writes, or a takeover
 * from a holder whose last writes were lost, a log may hold a change twice: it is told once.
 */
export class Told {
  readonly #ids = new Set<string>();
  readonly #versions = new Map<string, string>();

  /** Whether a change is news; from then on it is not. */
  admits(id: string, { object, version, ordered }: ChangeVersion): boolean {
    const last = this.#versions.get(object);
    if (this.#ids.has(id) || (last !== undefined && (ordered ? version <= last : version === last))) return false;
    this.#ids.add(id);
    this.#versions.delete(object); // to the end: the least recently changed is forgotten first
    this.#versions.set(object, version);
    for (const entries of [this.#ids, this.#versions]) {
      const [oldest = ''] = entries.keys();
      if (entries.size > MAX) entries.delete(oldest);
    }
    return true;
  }
}
