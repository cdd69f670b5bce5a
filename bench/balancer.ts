import { once } from 'node:events';
import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Interval of the readiness checks. */
const LOOK_MS = 50;
const PATIENCE_MS = 10_000;

interface Instance {
  readonly url: URL;
  readonly agent: Agent;
  ready: boolean;
}

/** A round-robin load balancer with keep-alive connections and readiness checks. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** Requests that an instance accepted but did not answer. */
  readonly lost: number;
  /** Adds an instance; it receives requests once it is ready. */
  add(url: string): Promise<void>;
  remove(url: string): void;
}

export async function startBalancer(): Promise<Balancer> {
  const instances = new Map<string, Instance>();
  let [turn, lost] = [0, 0];

  async function look(instance: Instance): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const headers = { connection: 'close' };
    const ready = fetch(new URL('/health/ready', instance.url), { signal, headers }).then(({ ok }) => ok);
    instance.ready = await ready.catch(() => false);
  }
  const timer = setInterval(() => [...instances.values()].forEach((one) => void look(one)), LOOK_MS);

  function forward(request: IncomingMessage, response: ServerResponse, body: Buffer, tries = 0): void {
    const ready = [...instances.values()].filter((one) => one.ready);
    const instance = ready[turn++ % Math.max(ready.length, 1)];
    const fail = (): void => {
      lost += 1;
      response.writeHead(502, { 'content-length': 0 }).end();
    };
    if (!instance) return void setTimeout(() => forward(request, response, body, tries), LOOK_MS);
    const { hostname, port } = instance.url;
    const { method = 'GET', url: path, headers } = request;
    const on = {
      hostname,
      port,
      method,
      path,
      headers: { ...headers, connection: 'keep-alive' },
      agent: instance.agent,
    };
    const sent = send(on, (answer) => {
      const { connection: _hop, 'keep-alive': _too, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, kept);
      answer.on('error', () => {
        lost += 1;
        response.destroy();
      });
      answer.pipe(response);
    });
    sent.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ECONNREFUSED' || tries > 3) return fail();
      instance.ready = false; // nothing was sent: safe to retry on another instance
      forward(request, response, body, tries + 1);
    });
    sent.end(body);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => forward(request, response, Buffer.concat(chunks)));
  });
  server.keepAliveTimeout = 120_000; // avoids closing connections while a request may be in transit
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lost() {
      return lost;
    },
    async add(url) {
      const instance = { url: new URL(url), agent: new Agent({ keepAlive: true }), ready: false };
      instances.set(url, instance);
      await look(instance);
    },
    remove(url) {
      instances.get(url)?.agent.destroy();
      instances.delete(url);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      instances.forEach(({ agent }) => agent.destroy());
      await closed;
    },
  };
}

/** Sends `count` requests through a balancer with the given concurrency and returns the failures. */
export async function flood(url: string, count: number, concurrency: number): Promise<string[]> {
  const failures: string[] = [];
  const body = JSON.stringify({ query: '{ clients(first: 1) { nodes { name } } }' });
  const headers = { 'content-type': 'application/json' };
  let sent = 0;
  const work = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      const { data } = (await response.json().catch(() => ({}))) as { data?: unknown };
      if (response.status !== 200 || !data) failures.push(`${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return failures;
}
