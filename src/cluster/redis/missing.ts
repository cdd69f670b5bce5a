import type { Appended } from './operations.ts';

/**
 * Which of the changes that a holder has appended are not in Redis, by the notes that are there: a note is written in one
 * step with its change, so that the changes behind the one with that note are missing.
 * @param appended in their order
 * @param there the notes in Redis, by object
 * @param noted the notes that ought to be
 */
export function missingChanges<C>(
  appended: readonly Appended<C>[],
  there: ReadonlyMap<string, string>,
  noted: ReadonlyMap<string, string>,
): Appended<C>[] {
  const missing = new Map<string, Appended<C>[]>();
  for (const change of appended) {
    const { object } = change.version;
    const wanted = noted.get(object);
    if (wanted === undefined || there.get(object) === wanted) continue;
    const list = missing.get(object) ?? [];
    missing.set(object, list);
    list.push(change);
    if (change.note !== undefined && change.note === there.get(object)) list.length = 0;
  }
  const all = new Set([...missing.values()].flat());
  return appended.filter((change) => all.has(change));
}
