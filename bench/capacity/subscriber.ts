import { connect, type Socket } from 'node:net';

/** What a subscriber is told, as it is read from the line. */
export interface Heard {
  /** Every message of the subscription. */
  event(text: Buffer): void;
  /** The connection is gone. */
  closed(code: number | undefined): void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;

/**
 * The client's end of one WebSocket with one subscription, with little work for each message: frames are cut, not
 * parsed. It answers the pings of the server, so that it may stay.
 */
export class Subscriber {
  readonly #socket: Socket;
  readonly #heard: Heard;
  #rest: Buffer | undefined;
  #isUpgraded = false;
  #isAcknowledged = false;
  #code: number | undefined;

  /** @param from the loopback address that it comes from: each has some 28,000 ports */
  constructor(url: URL, from: string, query: string, variables: object, heard: Heard) {
    this.#heard = heard;
    this.#socket = connect({ host: url.hostname, port: Number(url.port), localAddress: from, noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk, query, variables));
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => heard.closed(this.#code));
    this.#socket.write(
      `GET /graphql HTTP/1.1\r\nhost: ${url.host}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
        `sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer, query: string, variables: object): void {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    if (!this.#isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return void (this.#rest = data);
      this.#isUpgraded = true;
      data = data.subarray(end + 4);
      this.#send(TEXT, Buffer.from('{"type":"connection_init"}'));
    }
    while (data.length >= 2) {
      const short = (data[1] as number) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < head) break;
      const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      if (data.length < head + length) break;
      this.#frame((data[0] as number) & 0xf, data.subarray(head, head + length), query, variables);
      data = data.subarray(head + length);
    }
    if (data.length > 0) this.#rest = data;
  }

  #frame(kind: number, payload: Buffer, query: string, variables: object): void {
    if (kind === PING) return this.#send(0xa, payload);
    if (kind === CLOSE) {
      this.#code = payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
      return void this.#socket.end();
    }
    if (this.#isAcknowledged) return this.#heard.event(payload);
    this.#isAcknowledged = true;
    this.#send(TEXT, Buffer.from(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } })));
  }

  /** One frame, masked with zeros. */
  #send(kind: number, payload: Buffer): void {
    const head = Buffer.alloc(payload.length < 126 ? 6 : 8);
    head[0] = 0x80 | kind;
    if (payload.length < 126) head[1] = 0x80 | payload.length;
    else {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(payload.length, 2);
    }
    this.#socket.write(Buffer.concat([head, payload]));
  }
}
