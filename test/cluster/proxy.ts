import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose connections can be made to hang, as when a network is cut: nothing arrives, and nobody is told. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  cut(): void;
  /** Resets the connections that hang, and lets new ones pass. */
  heal(): void;
  /** What is published arrives only once the function that this answers is called. */
  holdPublished(): () => void;
  /** From now on answers arrive at so many bytes a millisecond on each connection. */
  throttle(bytesPerMs: number): void;
  /** New connections go to another port. */
  redirect(port: number): void;
}

export async function startProxy(target: number): Promise<Proxy> {
  const open = new Set<Socket>();
  const listening = new Set<Socket>();
  let [isCut, port, bytesPerMs] = [false, target, Infinity];
  const pass = (from: Socket, to: Socket, chunk: Buffer): void => {
    if (isCut) return;
    to.write(chunk);
    if (chunk.length / bytesPerMs < 1) return;
    from.pause();
    setTimeout(() => from.resume(), chunk.length / bytesPerMs);
  };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.on('data', (chunk) => void (chunk.includes('\r\nsubscribe\r\n') && listening.add(upstream)));
    upstream.on('close', () => listening.delete(upstream));
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.on('data', (chunk: Buffer) => (from === upstream ? pass(from, to, chunk) : isCut || to.write(chunk)));
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    cut: () => void (isCut = true),
    heal() {
      isCut = false;
      for (const socket of open) socket.destroy();
    },
    holdPublished() {
      const held = [...listening];
      for (const socket of held) socket.pause();
      return () => void held.forEach((socket) => socket.resume());
    },
    throttle: (rate) => void (bytesPerMs = rate),
    redirect: (to) => void (port = to),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
