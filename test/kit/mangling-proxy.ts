import { createServer, request as send, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { WebSocket, WebSocketServer } from 'ws';
import { startKit, type Kit, type KitOptions } from './gateway.ts';

/** A rule: how the proxy modifies the responses to matching requests. */
export interface Mangling {
  /** Matching requests: a substring or regular expression for `GET /path?query`, or a predicate. All if omitted. */
  readonly at?: string | RegExp | ((request: IncomingMessage) => boolean);
  /** Number of requests to match, `Infinity` for all; 1 if omitted. */
  readonly times?: number;
  /** Responds with this status. A WebSocket upgrade is rejected with it. */
  readonly status?: number;
  /**
   * Whether the request is forwarded to the provider first. Default: yes, unless a status is set: an edge responds
   * without contacting the provider.
   */
  readonly isForwarded?: boolean;
  /** Sets response headers; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The body in bytes, or a function that transforms the provider's body. */
  readonly body?: string | Buffer | ((body: Buffer) => string | Buffer);
  /** The body as JSON, or a function that transforms the provider's value. */
  readonly json?: unknown;
  /** Compresses the body and sets `content-encoding` (`deflate` for `deflate-raw`). */
  readonly encoding?: keyof typeof ENCODERS;
  /** Delay before the response, in milliseconds of real time. */
  readonly delayMs?: number;
  /** Resets the connection: before contacting the provider, before responding, or in the middle of the body. */
  readonly drop?: 'before' | 'after' | 'middle';
}

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, 'deflate-raw': deflateRawSync, br: brotliCompressSync };

/** Transforms a WebSocket message of the provider into text or binary data; undefined drops it. */
export type MangleFrame = (text: string) => string | Buffer | undefined;

/** An active rule. */
export interface Mangled {
  /** Number of responses modified so far. */
  readonly count: number;
  remove(): void;
}

export interface ManglingProxy extends AsyncDisposable {
  readonly url: string;
  /** Origin of the provider behind the proxy. */
  target: string;
  /** Adds a rule. If several match, the last one added applies. */
  mangle(mangling: Mangling): Mangled;
  /** Applies to every subsequent WebSocket message of the provider. */
  frame: MangleFrame | undefined;
}

/** Starts a proxy between the gateway and one provider that modifies responses by rules. */
export async function startManglingProxy(): Promise<ManglingProxy> {
  const rules: { mangling: Mangling; left: number; count: number }[] = [];
  const sockets = new Set<Socket>();
  const frames = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  function ruleFor(request: IncomingMessage): Mangling {
    const line = `${request.method} ${request.url}`;
    const rule = rules.findLast(({ left, mangling: { at = '' } }) => {
      if (left <= 0) return false;
      return typeof at === 'function' ? at(request) : typeof at === 'string' ? line.includes(at) : at.test(line);
    });
    if (!rule) return {};
    rule.left -= 1;
    rule.count += 1;
    return rule.mangling;
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rule = ruleFor(request);
    const body = await bytesOf(request);
    if (rule.drop === 'before') return void request.socket.destroy();
    const isForwarded = rule.isForwarded ?? rule.status === undefined;
    const given = isForwarded ? await forward(request, body) : { status: 200, headers: {}, body: Buffer.alloc(0) };
    if (rule.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
    if (rule.drop === 'after') return void request.socket.destroy();
    const answer = mangled(given, rule);
    response.writeHead(answer.status, answer.headers);
    if (rule.drop !== 'middle') return void response.end(answer.body);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
  }

  async function forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { hostname, port } = new URL(proxy.target);
    const sent = send({ hostname, port, method, path: url, headers, agent: false });
    sent.end(body);
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: reply.statusCode ?? 500, headers: reply.headers, body: await bytesOf(reply) };
  }

  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const rule = ruleFor(request);
    if (rule.drop) return void socket.destroy();
    if (rule.status !== undefined) return refuse(socket, rule.status, rule.headers);
    const { authorization = '' } = request.headers;
    const upstream = new WebSocket(proxy.target.replace('http', 'ws') + request.url, { headers: { authorization } });
    upstream.on('error', () => socket.destroy());
    upstream.on('unexpected-response', (_request, reply) => refuse(socket, reply.statusCode ?? 500, {}));
    upstream.on('open', () =>
      frames.handleUpgrade(request, socket, head, (client) => {
        upstream.on('message', (data: Buffer, isBinary) => {
          const message = proxy.frame && !isBinary ? proxy.frame(data.toString()) : data;
          if (message !== undefined)
            client.send(message, { binary: isBinary || (typeof message !== 'string' && proxy.frame !== undefined) });
        });
        upstream.on('close', () => client.terminate());
        client.on('close', () => upstream.terminate());
        client.on('error', () => client.terminate());
      }),
    );
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ManglingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    frame: undefined,
    mangle(mangling) {
      const rule = { mangling, left: mangling.times ?? 1, count: 0 };
      rules.push(rule);
      return {
        get count() {
          return rule.count;
        },
        remove: () => void (rule.left = 0),
      };
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
  return proxy;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function mangled(
  given: Answer,
  rule: Mangling,
): { status: number; headers: Record<string, string | string[]>; body: Buffer } {
  const { status = given.status, encoding } = rule;
  let body: Buffer = given.body;
  if (rule.body !== undefined) body = Buffer.from(typeof rule.body === 'function' ? rule.body(body) : rule.body);
  if (rule.json !== undefined) body = Buffer.from(JSON.stringify(jsonOf(rule.json, body)));
  if (encoding) body = ENCODERS[encoding](body);
  const { 'transfer-encoding': _chunked, 'content-length': _length, connection: _connection, ...rest } = given.headers;
  const headers: Record<string, string | string[] | undefined> = {
    ...(rule.json !== undefined && { 'content-type': 'application/json' }),
    ...rest,
    ...(encoding && { 'content-encoding': encoding.replace('-raw', '') }),
    ...(status === 204 || status === 304 ? {} : { 'content-length': String(body.length) }),
    ...rule.headers,
  };
  const set = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return { status, headers: Object.fromEntries(set), body };
}

const jsonOf = (json: unknown, body: Buffer): unknown =>
  typeof json === 'function' ? (json as (value: unknown) => unknown)(JSON.parse(body.toString())) : json;

function refuse(socket: Duplex, status: number, headers: Mangling['headers'] = {}): void {
  const lines = Object.entries({ connection: 'close', 'content-length': '0', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Odd'}\r\n${lines.join('')}\r\n`);
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A gateway connected to a sandbox through one mangling proxy per provider. */
export interface MangledKit extends Kit {
  readonly edges: { readonly fondo: ManglingProxy; readonly payex: ManglingProxy; readonly aarthik: ManglingProxy };
}

/** Like `startKit`, with a mangling proxy in front of each provider. */
export async function startMangledKit(options: KitOptions = {}): Promise<MangledKit> {
  const [fondo, payex, aarthik] = await Promise.all([startManglingProxy(), startManglingProxy(), startManglingProxy()]);
  const edges = { fondo, payex, aarthik };
  const behind = <S extends { readonly url: string }>(edge: ManglingProxy, settings: S): S => {
    edge.target = settings.url;
    return { ...settings, url: edge.url };
  };
  const kit = await startKit({
    ...options,
    settings: (given) => {
      const { settings = (same) => same } = options;
      const chosen = settings(given);
      return {
        fondo: behind(fondo, chosen.fondo),
        payex: behind(payex, chosen.payex),
        aarthik: behind(aarthik, chosen.aarthik),
      };
    },
  });
  return {
    ...kit,
    edges,
    async [Symbol.asyncDispose]() {
      await kit[Symbol.asyncDispose]();
      await Promise.all(Object.values(edges).map((edge) => edge[Symbol.asyncDispose]()));
    },
  };
}
