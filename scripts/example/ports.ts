import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

/** The port, if nobody listens on it; undefined otherwise. With 0, any that is free. */
async function free(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}

/** The first of the wanted ports that is free, or else any. */
export async function freePort(...wanted: readonly number[]): Promise<number> {
  for (const port of [...wanted, 0]) {
    const found = await free(port);
    if (found !== undefined) return found;
  }
  throw new Error(`No port is free on ${HOST}.`);
}
