import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sourceOf, sourceOfAddress } from '../limits/address.ts';

/** Bytes of answers that wait for their readers: in all, and those of one address. */
export interface UnreadLimits {
  /** Reads the address of the caller behind a request; behind no proxy it is that of its connection. */
  readonly source?: (request: IncomingMessage) => string;
  readonly maxUnread?: number;
  readonly maxUnreadPerAddress?: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_BYTES_PER_ADDRESS = 32 * 1024 * 1024;

/** How often they are counted, and how long a reader may take nothing of what waits for it. */
const EVERY_MS = 250;
const STALLED_MS = 60_000;

interface Waiting {
  readonly socket: Socket;
  readonly bytes: number;
  readonly source: string;
  /** Whether its reader has taken anything since the last look. */
  readonly isRead: boolean;
}

/**
 * Ends connections whose readers let answers pile up: of an address, or of all, that hold too much, those first that are
 * not read, and of these the longest; and any that stands still.
 */
export function endUnread(
  open: { readonly sockets: Iterable<Socket>; readonly responses: Iterable<ServerResponse> },
  { source = sourceOf(0), maxUnread = MAX_BYTES, maxUnreadPerAddress = MAX_BYTES_PER_ADDRESS }: UnreadLimits,
): () => void {
  const progress = new WeakMap<Socket, { readonly taken: number; readonly since: number }>();
  /** Milliseconds for which nothing has been taken; 0 for a reader that goes on. */
  const pauseOf = (socket: Socket, now: number): number => {
    const taken = socket.bytesWritten - socket.writableLength;
    const before = progress.get(socket);
    if (before?.taken === taken) return now - before.since;
    progress.set(socket, { taken, since: now });
    return 0;
  };
  const look = (): void => {
    const now = performance.now();
    const bytes = new Map<Socket, number>();
    for (const socket of open.sockets) if (socket.writableLength > 0) bytes.set(socket, socket.writableLength);
    // An answer behind another one on its connection (pipelining, RFC 9112, 9.3.2) has no socket yet.
    const sources = new Map<Socket, string>();
    for (const { req, socket, writableLength } of open.responses) {
      sources.set(req.socket, source(req));
      if (!socket && writableLength > 0) bytes.set(req.socket, (bytes.get(req.socket) ?? 0) + writableLength);
    }
    if (bytes.size === 0) return;
    const waiting = Array.from(bytes, ([socket, size]): Waiting => {
      const pause = pauseOf(socket, now);
      if (pause > STALLED_MS) socket.destroy();
      const from = sources.get(socket) ?? sourceOfAddress(socket.remoteAddress ?? '');
      return { socket, bytes: size, source: from, isRead: pause === 0 };
    });
    const bySource = Map.groupBy(waiting, ({ source: from }) => from);
    for (const of of bySource.values()) endLongest(of, maxUnreadPerAddress);
    endLongest(waiting, maxUnread);
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return () => clearInterval(timer);
}

function endLongest(waiting: readonly Waiting[], max: number): void {
  const open = waiting
    .filter(({ socket }) => !socket.destroyed)
    .sort((a, b) => Number(a.isRead) - Number(b.isRead) || b.bytes - a.bytes);
  let total = open.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { socket, bytes } of open) {
    if (total <= max) return;
    socket.destroy();
    total -= bytes;
  }
}
