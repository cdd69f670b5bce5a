const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TIME_LIMIT_MS = 5_000;

export interface Callbacks {
  /** Sends a GET request without waiting; only to loopback addresses. The response is ignored. */
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
        () => undefined, // not retried if the receiver is unreachable
      );
    },
    stop: () => stopped.abort(),
  };
}
