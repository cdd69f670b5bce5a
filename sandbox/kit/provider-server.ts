import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextRound } from 'node:timers/promises';
import { contractOf } from './contract.ts';
import { readBody, send, sendEndlessly } from './http.ts';
import type { Call, Fault, ProviderDefinition, ProviderServer, SandboxRequest, SandboxResponse } from './provider.ts';

const MAX_CALLS = 10_000;

/** Starts a simulator on a loopback port; 0 chooses a free one. */
export async function startProviderServer(definition: ProviderDefinition, port = 0): Promise<ProviderServer> {
  const contract = contractOf(definition.provider);
  const calls: Call[] = [];
  /** With the number of requests that each still affects. */
  const faults = new Map<Fault, number>();
  const sockets = new Set<Socket>();
  let calledAt = performance.now();

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      console.error('The sandbox failed:', error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    record('getWebSocket', request, undefined);
    const fault = takeFault('getWebSocket');
    if (fault?.answer) {
      socket.end(`HTTP/1.1 ${fault.answer.status} Fault\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    } else if (fault?.socket) socket.destroy();
    else if (definition.upgrade) definition.upgrade(request, socket, head);
    else socket.destroy();
  });

  const record = (operationId: string, request: IncomingMessage, body: unknown): Call => {
    if (calls.length >= MAX_CALLS) calls.shift();
    const { method = 'GET', url = '/', headers } = request;
    calledAt = performance.now();
    const call: Call = { operationId, method, path: url, headers, body, at: calledAt };
    calls.push(call);
    return call;
  };

  const takeFault = (operationId: string): Fault | undefined => {
    for (const [fault, left] of faults) {
      if (fault.operation !== '*' && fault.operation !== operationId) continue;
      if (left <= 1) faults.delete(fault);
      else faults.set(fault, left - 1);
      return fault;
    }
    return undefined;
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://sandbox');
    const path = definition.alias?.(url.pathname) ?? url.pathname;
    const matched = contract.match(incoming.method ?? 'GET', path);
    if (!matched) {
      if (definition.page?.(incoming, response)) return;
      incoming.resume();
      record('unknown', incoming, undefined);
      send(response, definition.unknown(incoming.method ?? 'GET', url.pathname));
      return;
    }
    const { operation, params } = matched;
    const body = await readBody(incoming);
    const call = record(operation.id, incoming, body);
    const request: SandboxRequest = {
      operation,
      params,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body,
    };
    const fault = takeFault(operation.id);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.socket === 'hang') return;
    if (fault?.socket === 'refuse') return void incoming.socket.destroy();
    if (fault?.answer) return send(response, fault.answer);
    const result = await work(request);
    call.done = result.status;
    if (fault?.socket === 'lose') return void incoming.socket.destroy();
    if (fault?.socket === 'truncate') {
      response.writeHead(result.status, { 'content-type': 'application/json', 'content-length': 100_000 });
      response.write(JSON.stringify(result.body ?? '').slice(0, 20));
      return void setTimeout(() => response.destroy(), 20);
    }
    if (fault?.socket === 'endless') return sendEndlessly(response, result);
    send(response, result);
  }

  async function work(request: SandboxRequest): Promise<SandboxResponse> {
    const refused = definition.authenticate(request);
    if (refused) return refused;
    const violations = contract
      .violations(request.operation, request)
      .filter((violation) => !definition.tolerates?.(request, violation));
    if (violations.length > 0) return definition.refuse(request, violations);
    const handler = definition.handlers[request.operation.id];
    if (!handler) throw new Error(`No handler for ${request.operation.id}`);
    return handler(request);
  }

  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const dropConnections = (): void => sockets.forEach((socket) => socket.destroy());
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    dropConnections();
    await closed;
    // Clients in this process see it in the next round of the event loop, and send nothing on what is closed.
    await nextRound();
    await nextRound();
  };

  const bound = port === 0 ? await listenAnywhere(listen) : await listen(port);
  return {
    url: `http://127.0.0.1:${bound}`,
    calls,
    callList: () => calls.map(({ method, path }) => `${method} ${path}`),
    forget: () => void calls.splice(0),
    fault(fault) {
      faults.set(fault, fault.times ?? Infinity);
      return () => faults.delete(fault);
    },
    left: (fault) => faults.get(fault) ?? 0,
    dropConnections,
    down,
    up: async () => void (await listen(bound)),
    isDown: () => !server.listening,
    idleMs: () => performance.now() - calledAt,
    reset() {
      calls.length = 0;
      faults.clear();
    },
    [Symbol.asyncDispose]: down,
  };
}

/**
 * Below the ports that systems give to connections and to other servers (RFC 6335, 6: from 49152; Linux: from 32768): nobody
 * gets the port of a simulator that is down. Above those that browsers and `fetch` refuse (Fetch Standard, "bad port": up to
 * 10080).
 */
const LOWEST_PORT = 11_000;
const HIGHEST_PORT = 32_000;
let lastPort = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));

async function listenAnywhere(listen: (port: number) => Promise<number>): Promise<number> {
  for (;;) {
    lastPort = lastPort < HIGHEST_PORT ? lastPort + 1 : LOWEST_PORT;
    try {
      return await listen(lastPort);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
