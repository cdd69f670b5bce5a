import { getHeapStatistics } from 'node:v8';
import { LRUCache } from 'lru-cache';

/** What is kept takes at most so many bytes, as `npm run measure:documents` finds. */
export const BYTES = {
  /** A node of a parsed document (`lightened`). */
  node: 250,
  /** A planned field with its compiled code. */
  field: 3_000,
} as const;

/** So much of the heap that this process may have (`--max-old-space-size`), in bytes. */
export const shareOfHeap = (share: number): number => Math.floor(getHeapStatistics().heap_size_limit * share);

/** An LRU cache by the text of a document, bounded by the bytes that its entries keep alive. */
export const createHeapCache = <V extends object | string | symbol | true>(
  maxBytes: number,
  sizeOf: (value: V, text: string) => number,
): LRUCache<string, V> =>
  new LRUCache<string, V>({ maxSize: maxBytes, maxEntrySize: Math.ceil(maxBytes / 4), sizeCalculation: sizeOf });

/** Bytes of an entry that keeps its text and little else. */
export const textSize = (_value: unknown, text: string): number => 200 + 2 * text.length;
