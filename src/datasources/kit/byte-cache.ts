import { LRUCache } from 'lru-cache';

/** What an entry takes besides its texts, at most. */
const ENTRY_BYTES = 200;

/**
 * A cache that evicts what was least recently used. It is bounded by bytes, keys included, since callers and providers
 * choose the length of what is cached; and it grows with its content, unlike one with a maximum of entries. An entry
 * that would take more than an eighth of it is not cached.
 * @param sizeOf bytes of a value; two for each character of its texts
 */
export const byteCache = <V extends NonNullable<unknown>>(maxBytes: number, sizeOf: (value: V) => number = () => 0) =>
  new LRUCache<string, V>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / 8),
    sizeCalculation: (value, key) => ENTRY_BYTES + 2 * key.length + sizeOf(value),
    // Lifetimes are of the wall clock, like the times in tokens and deliveries.
    perf: { now: () => Date.now() },
    ttlResolution: 0,
  });

export type ByteCache<V extends NonNullable<unknown>> = LRUCache<string, V>;
