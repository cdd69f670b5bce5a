/** Evicts the oldest entries beyond a limit. */
export function evictOldest(entries: Map<string, unknown> | Set<string>, limit: number): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) return;
    entries.delete(oldest);
  }
}
