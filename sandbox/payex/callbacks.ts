const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TIME_LIMIT_MS = 5_000;

export interface Callbacks {
  /** Sends a GET request without waiting; only to loopback addresses. The response is ignored. */
  send(address: string | undefined): void;
  /** Sends `times` requests, one after the other; the status of each answer, undefined where there was none. */
  sendNow(address: string, times: number): Promise<(number | undefined)[]>;
  stop(): void;
}

export function createCallbacks(): Callbacks {
  const stopped = new AbortController();
  const call = async (address: string): Promise<number | undefined> => {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    try {
      const answer = await fetch(address, { signal, redirect: 'manual' });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return undefined; // not retried if the receiver is unreachable
    }
  };
  return {
    send(address) {
      if (address && isCallable(address) && !stopped.signal.aborted) void call(address);
    },
    async sendNow(address, times) {
      if (!isCallable(address)) return [];
      const statuses: (number | undefined)[] = [];
      while (statuses.length < times) statuses.push(await call(address));
      return statuses;
    },
    stop: () => stopped.abort(),
  };
}

function isCallable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, protocol } = new URL(address);
  return protocol === 'http:' && LOOPBACK.has(hostname);
}
