import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An empty ping as a server sends it, and its answer, masked with zeros (RFC 6455, 5.5). */
const PING = [0x89, 0];
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** A WebSocket client with minimal overhead: it counts received bytes, and answers pings so that it may stay. */
export class LightClient {
  readonly #socket: Socket;
  bytes = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      const isPing = chunk.at(-2) === PING[0] && chunk.at(-1) === PING[1];
      if (isPing) socket.write(PONG);
      this.bytes += chunk.length;
    });
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<LightClient> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    const key = Buffer.from('0123456789abcdef').toString('base64');
    socket.write(
      `GET /graphql HTTP/1.1\r\nhost: ${hostname}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
        `sec-websocket-key: ${key}\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
    await once(socket, 'data');
    return new LightClient(socket);
  }

  /** One text frame, masked with zeros. */
  send(message: object): void {
    const text = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(text.length < 126 ? 6 : 8);
    head[0] = 0x81;
    if (text.length < 126) head[1] = 0x80 | text.length;
    else {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(text.length, 2);
    }
    this.#socket.write(Buffer.concat([head, text]));
  }

  /** Sends connection_init and subscribes. */
  async subscribe(query: string): Promise<void> {
    this.send({ type: 'connection_init' });
    await once(this.#socket, 'data');
    this.send({ id: crypto.randomUUID(), type: 'subscribe', payload: { query } });
  }

  close(): void {
    this.#socket.destroy();
  }
}
