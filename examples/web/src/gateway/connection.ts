import type { StreamStatus } from '@financial-gateway/client/realtime';
import { useSyncExternalStore } from 'react';

/** How the live part of the page is doing: up to date, without a connection, or behind a provider. */
export type Connection = 'LIVE' | 'RECONNECTING' | 'DELAYED';

const streams = new Map<object, Connection>();
const listeners = new Set<() => void>();
let present: Connection = 'LIVE';

/** Notes what a stream says of itself. */
export function note(stream: object, { state }: StreamStatus): void {
  if (state === 'RECONNECTING') streams.set(stream, 'RECONNECTING');
  else if (state === 'DELAYED') streams.set(stream, 'DELAYED');
  else if (state === 'OPEN' || state === 'LIVE') streams.set(stream, 'LIVE');
  settle();
}

/** The stream has ended. */
export function forget(stream: object): void {
  streams.delete(stream);
  settle();
}

function settle(): void {
  const states = new Set(streams.values());
  present = states.has('RECONNECTING') ? 'RECONNECTING' : states.has('DELAYED') ? 'DELAYED' : 'LIVE';
  for (const listener of listeners) listener();
}

export const useConnection = (): Connection =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
