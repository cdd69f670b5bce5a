import type { FondoEvent } from '../../datasources/fondo/events.ts';
import { contentOf, keyOf, versionOf, type Known, type TrackedObject } from './tracked.ts';

/** Changes that are looked at, and their bytes. */
const MAX_CHANGES = 1_000;
const MAX_BYTES = 4 << 20;

/** An object as a change has shown it, and the contents of other states of the same moment. */
export interface Recalled {
  readonly value: TrackedObject;
  readonly bytes?: number | undefined;
  readonly sameMoment?: readonly string[];
}

/**
 * The objects of which only the version is known, from the changes that have shown them in that version: the ones that
 * changed longest ago first. An object whose last change showed another version is left out.
 * @param changes in pages, the last change first
 */
export async function recalled(
  known: ReadonlyMap<string, Known>,
  changes: AsyncIterable<readonly FondoEvent[]>,
): Promise<ReadonlyMap<string, Recalled>> {
  const wanted = new Set([...known].filter(([, { isWhole, deleted }]) => !isWhole && !deleted).map(([key]) => key));
  const found = new Map<string, Recalled>();
  const isOver = new Set<string>();
  let [count, bytes] = [0, 0];
  if (wanted.size > 0)
    for await (const page of changes) {
      for (const { object, current, bytes: size } of page) {
        const value: TrackedObject | null = current;
        const key = keyOf(object, value);
        if (!value || !key || isOver.has(key)) continue;
        const later = found.get(key);
        const isShown = versionOf(value) === known.get(key)?.version;
        if (!isShown) isOver.add(key);
        else if (later) found.set(key, { ...later, sameMoment: [contentOf(value), ...(later.sameMoment ?? [])] });
        else if (wanted.has(key)) found.set(key, { value, bytes: size });
        wanted.delete(key);
        bytes += size ?? 0;
      }
      count += page.length;
      if (wanted.size === 0 || count >= MAX_CHANGES || bytes > MAX_BYTES) break;
    }
  return new Map([...found].reverse());
}
