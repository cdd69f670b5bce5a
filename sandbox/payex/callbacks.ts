const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TIME_LIMIT_MS = 5_000;

export interface Callbacks {
  /** GETs the address, without waiting; only where it is on this machine. What the other side answers is not read. */
  send(address: string | undefined): void;
  stop(): void;
}

export function createCallbacks(): Callbacks {
  const stopped = new AbortController();
  return {
    send(address) {
      if (!address || !URL.canParse(address) || stopped.signal.aborted) return;
      const { hostname, protocol } = new URL(address);
      if (protocol !== 'http:' || !LOOPBACK.has(hostname)) return;
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
      fetch(address, { signal, redirect: 'manual' }).then(
        (answer) => answer.body?.cancel(),
        () => undefined, // a receiver that is away misses the news
      );
    },
    stop: () => stopped.abort(),
  };
}
