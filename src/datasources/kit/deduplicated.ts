/** A read that is made once per key, however often it is requested. A failed read is not cached. */
export function deduplicated<K extends readonly string[], T>(
  read: (...key: K) => Promise<T>,
): (...key: K) => Promise<T> {
  let reads: Map<string, Promise<T>> | undefined; // made at the first read: most operations make none
  return (...key) => {
    const made = (reads ??= new Map<string, Promise<T>>());
    const name = JSON.stringify(key);
    let running = made.get(name);
    if (!running) {
      made.set(name, (running = read(...key)));
      running.catch(() => made.delete(name));
    }
    return running;
  };
}
