import type { ChangeVersion } from '../threads.ts';

/** Ids and objects that are remembered of one thread. */
const MAX = 2_000;

interface Last {
  readonly fence: number;
  readonly moment: string;
  readonly content: string;
}

/**
 * What an instance has told its subscribers of one thread. After a failover that lost acknowledged writes a log may hold a
 * change twice: under the same id where its holder has appended it again, under another one where the next holder has
 * found it in a list. It is told once.
 */
export class Told {
  readonly #ids = new Set<string>();
  readonly #objects = new Map<string, Last>();

  /**
   * Whether a change is news; from then on it is not. Of one holder every change is, under each id once, whatever its
   * date. What another holder finds is not where it is older than what was told, or the same.
   * @param fence of the holder
   */
  admits(id: string, fence: number, { object, moment, content }: ChangeVersion): boolean {
    if (this.#ids.has(id)) return false;
    const last = this.#objects.get(object);
    const shown = content();
    if (last && last.fence !== fence && (moment < last.moment || shown === last.content)) return false;
    this.#ids.add(id);
    this.#objects.delete(object); // to the end: the least recently changed is forgotten first
    this.#objects.set(object, { fence, moment, content: shown });
    for (const entries of [this.#ids, this.#objects]) {
      const [oldest = ''] = entries.keys();
      if (entries.size > MAX) entries.delete(oldest);
    }
    return true;
  }
}
