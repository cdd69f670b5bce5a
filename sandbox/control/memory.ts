import { getHeapStatistics } from 'node:v8';

const MAX_SHARE = 0.7;

/** Whether the process has so little memory left that nothing more should be made in it. */
export function isShortOfMemory(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit * MAX_SHARE;
}
