/**
 * A low-overhead Fondo upstream in a child process: the sandbox's response to a request is cached and
 * replayed. Every client id is treated as the demo client. Counts calls and rounds, i.e. calls that start while none is
 * in progress. Messages: `{ latencyMs }`, `'reset'`, `'read'` (answered with the counts).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_CLIENT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';

const seed = JSON.parse(process.argv[2] ?? '{}') as { accounts?: number; orders?: number; instruments?: number };
const sandbox = await startSandbox({ speed: 0, seed });
const { url, clientId, clientSecret } = sandbox.settings.fondo;
const CLIENT = /\/client\/([\da-f-]{36})/;

const form = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: clientSecret,
});
const token = await (await fetch(`${url}/v2/partner/auth/token`, { method: 'POST', body: form })).text();
const authorization = `Bearer ${(JSON.parse(token) as { access_token: string }).access_token}`;

const answers = new Map<string, Buffer>();
let latencyMs = 0;
let calls = 0;
let rounds = 0;
let underWay = 0;

/** The first response of the sandbox to each request. */
async function recorded(method: string, path: string, body: string): Promise<Buffer> {
  const key = `${method} ${path}`;
  const known = answers.get(key);
  if (known) return known;
  const headers = { authorization, 'content-type': 'application/json' };
  const reply = await fetch(url + path, { method, headers, ...(body ? { body } : {}) });
  if (!reply.ok) throw new Error(`${key}: ${reply.status} ${await reply.text()}`);
  const answer = Buffer.from(await reply.arrayBuffer());
  answers.set(key, answer);
  return answer;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url: asked = '/' } = request;
  calls += 1;
  if (underWay === 0) rounds += 1;
  underWay += 1;
  const chunks: Buffer[] = [];
  if (method === 'GET') request.resume();
  else for await (const chunk of request) chunks.push(chunk as Buffer);
  const client = CLIENT.exec(asked)?.[1] ?? DEMO_CLIENT;
  let content = asked.endsWith('/auth/token')
    ? Buffer.from(token)
    : await recorded(method, asked.replace(client, DEMO_CLIENT), Buffer.concat(chunks).toString());
  if (asked.endsWith(client)) content = Buffer.from(content.toString().replaceAll(DEMO_CLIENT, client));
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  underWay -= 1;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': content.length });
  response.end(content);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

process.on('message', (message: 'reset' | 'read' | { latencyMs: number }) => {
  if (message === 'reset') calls = rounds = 0;
  else if (message !== 'read') latencyMs = message.latencyMs;
  process.send?.({ calls, rounds });
});
process.on('disconnect', () => process.exit(0));
