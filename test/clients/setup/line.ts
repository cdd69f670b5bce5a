import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a client and a gateway, whose connections can be cut. */
export interface Line extends AsyncDisposable {
  readonly url: string;
  readonly wsUrl: string;
  /** Ends every connection, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  /** From now on nothing passes, in no direction, and nobody is told: every connection stays open. */
  freeze(): void;
  /** Nothing that was held back comes through, but new connections do. */
  thaw(): void;
}

export async function startLine(target: string): Promise<Line> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isFrozen = false;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const gateway = connect(port, '127.0.0.1');
    for (const socket of [client, gateway]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        gateway.destroy();
      });
    }
    if (isFrozen) return; // accepted, and never answered
    client.pipe(gateway).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `${address}/graphql`,
    wsUrl: `${address.replace('http', 'ws')}/graphql`,
    cut,
    mend: () => (isCut = false),
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe();
    },
    thaw: () => (isFrozen = false),
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
