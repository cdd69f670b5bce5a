import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sourceOfAddress } from '../limits/address.ts';

/** Bytes of answers that wait for their readers: in all, and those of one address. */
export interface UnreadLimits {
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
}

/**
 * Ends connections whose readers let answers pile up: the longest first of an address, or of all, that hold too much;
 * and any that stands still.
 */
export function endUnread(
  open: { readonly sockets: Iterable<Socket>; readonly responses: Iterable<ServerResponse> },
  { maxUnread = MAX_BYTES, maxUnreadPerAddress = MAX_BYTES_PER_ADDRESS }: UnreadLimits,
): () => void {
  const progress = new WeakMap<Socket, { readonly taken: number; readonly since: number }>();
  const isStalled = (socket: Socket, now: number): boolean => {
    const taken = socket.bytesWritten - socket.writableLength;
    const before = progress.get(socket);
    if (before?.taken === taken) return now - before.since > STALLED_MS;
    progress.set(socket, { taken, since: now });
    return false;
  };
  const look = (): void => {
    const now = performance.now();
    const bytes = new Map<Socket, number>();
    for (const socket of open.sockets) if (socket.writableLength > 0) bytes.set(socket, socket.writableLength);
    // An answer behind another one on its connection (pipelining, RFC 9112, 9.3.2) has no socket yet.
    for (const { req, socket, writableLength } of open.responses)
      if (!socket && writableLength > 0) bytes.set(req.socket, (bytes.get(req.socket) ?? 0) + writableLength);
    if (bytes.size === 0) return;
    const waiting = Array.from(bytes, ([socket, size]): Waiting => ({ socket, bytes: size }));
    for (const { socket } of waiting) if (isStalled(socket, now)) socket.destroy();
    const bySource = Map.groupBy(waiting, ({ socket }) => sourceOfAddress(socket.remoteAddress ?? ''));
    for (const of of bySource.values()) endLongest(of, maxUnreadPerAddress);
    endLongest(waiting, maxUnread);
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return () => clearInterval(timer);
}

function endLongest(waiting: readonly Waiting[], max: number): void {
  const open = waiting.filter(({ socket }) => !socket.destroyed).sort((a, b) => b.bytes - a.bytes);
  let total = open.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { socket, bytes } of open) {
    if (total <= max) return;
    socket.destroy();
    total -= bytes;
  }
}
