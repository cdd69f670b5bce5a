/** A read that is made once per key, however often it is requested. A failed read is not cached. */
export function deduplicated<K extends readonly string[], T>(
  read: (...key: K) => Promise<T>,
): (...key: K) => Promise<T> {
  const reads = new Map<string, Promise<T>>();
  return (...key) => {
    const name = JSON.stringify(key);
    let running = reads.get(name);
    if (!running) {
      reads.set(name, (running = read(...key)));
      running.catch(() => reads.delete(name));
    }
    return running;
  };
}
