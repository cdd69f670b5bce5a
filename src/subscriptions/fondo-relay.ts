import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { Problem } from '../problem.ts';
import type { FondoConnection } from '../datasources/fondo/index.ts';
import { decodeEvent, type FondoEvent } from '../datasources/fondo/events.ts';
import type { Sink } from './shared.ts';

export interface RelayOptions {
  /** Silence after which a socket counts as dead. Fondo's heartbeat comes every 30 s (inferred). */
  readonly silenceMs: number;
  /** First and longest wait before another attempt; each wait is drawn at random below the doubled one before. */
  readonly backoffMs: readonly [first: number, longest: number];
}

export const RELAY_DEFAULTS: RelayOptions = { silenceMs: 90_000, backoffMs: [1_000, 60_000] };

/** Relays the event socket of one client into a sink, through lost connections, until it is stopped. */
export function relay(
  fondo: FondoConnection,
  clientId: string,
  sink: Sink<FondoEvent>,
  options: RelayOptions,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const [first, longest] = options.backoffMs;

  async function run(): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const socket = await fondo.openSocket(clientId);
        attempt = 0;
        await drain(socket, options.silenceMs, signal, (text) => {
          const event = decodeEvent(text, clientId);
          if (event) sink.publish(event);
        });
      } catch (error) {
        if (error instanceof Problem) return sink.end(error); // this client is not ours: trying again changes nothing
      }
      await delay(Math.random() * Math.min(first * 2 ** attempt, longest), undefined, { signal, ref: false });
    }
  }

  run().catch((error: unknown) => (signal.aborted ? undefined : sink.end(error as Error)));
  return () => controller.abort();
}

/** Hands on every message until the socket closes, falls silent, or the signal aborts. Leaves no socket behind. */
function drain(socket: WebSocket, silenceMs: number, signal: AbortSignal, take: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const watchdog = setTimeout(() => socket.terminate(), silenceMs).unref();
    const leave = (): void => socket.terminate();
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      watchdog.refresh();
      if (!isBinary) take(data.toString('utf8'));
    });
    socket.on('close', () => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', leave);
      resolve();
    });
    if (socket.readyState === socket.CLOSED) socket.emit('close');
  });
}
