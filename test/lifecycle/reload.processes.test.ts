import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { openSocket } from '../auth/kit.ts';
import { startKit, until } from '../kit/gateway.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
const file = (name: string): string => join(folder, name);
const DOCUMENTS = { old: '{ __typename }', new: '{ providers { provider } }' };

/** Writes the secrets of one generation into their files. */
function write(generation: 'old' | 'new'): void {
  writeFileSync(file('keys'), `server:${sha256(`key-${generation}`)}:investing:read`);
  writeFileSync(file('token'), `metrics-${generation}`);
  writeFileSync(file('documents'), JSON.stringify({ [sha256(DOCUMENTS[generation])]: DOCUMENTS[generation] }));
}

test('keys of callers, the token of metrics and trusted documents change on SIGHUP, and a broken file changes nothing', async () => {
  write('old');
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      AUTH_API_KEYS_FILE: file('keys'),
      METRICS_TOKEN_FILE: file('token'),
      TRUSTED_DOCUMENTS: file('documents'),
      TRUSTED_DOCUMENTS_ONLY: 'on',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await until(() => /http:\S+\/graphql/.test(output), 'the address', 30_000);
    const url = /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '';
    const ask = async (key: string, query: string): Promise<number> => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `ApiKey key-${key}`,
      };
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).status;
    };
    /** What counts of a generation: its key, its token, its document (asked for with whichever key counts). */
    const counts = async (generation: 'old' | 'new', key: 'old' | 'new'): Promise<number[]> => [
      await ask(generation, DOCUMENTS[key]),
      (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer metrics-${generation}` } })).status,
      await ask(key, DOCUMENTS[generation]),
    ];
    expect(await counts('old', 'old')).toEqual([200, 200, 200]);
    expect(await counts('new', 'old')).toEqual([401, 401, 400]);
    write('new');
    child.kill('SIGHUP');
    await expect.poll(() => counts('new', 'new')).toEqual([200, 200, 200]);
    expect(await counts('old', 'new')).toEqual([401, 401, 400]);
    writeFileSync(file('keys'), 'not an entry');
    child.kill('SIGHUP');
    await until(() => output.includes('secrets could not be read again'), 'the complaint');
    expect(await counts('new', 'new')).toEqual([200, 200, 200]);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

const keysOf = (...keys: string[]) =>
  parseApiKeys(keys.map((key) => `${key}:${sha256(key)}:investing:read fondo_clients=*`).join('\n')) ?? [];
const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}") { action } }`;

test('a WebSocket that was opened with a key is closed with all its streams once the key is withdrawn, another one is not', async () => {
  await using kit = await startKit({ gateway: { auth: { apiKeys: keysOf('old', 'other') } } });
  const connected = async (key: string) => {
    const socket = await openSocket(kit.gateway.url);
    socket.send({ type: 'connection_init', payload: { authorization: `ApiKey ${key}` } });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    socket.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
    return socket;
  };
  const [old, other] = [await connected('old'), await connected('other')];
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  kit.gateway.reload({ apiKeys: keysOf('new', 'other') });
  expect(await old.closed()).toEqual({ code: 4403, reason: 'The credentials are no longer accepted.' });
  other.send({ type: 'subscribe', id: '2', payload: { query: '{ __typename }' } });
  expect(await other.next()).toMatchObject({ type: 'next', id: '2' });
  kit.gateway.reload({ apiKeys: keysOf('new') });
  expect((await other.closed()).code).toBe(4403);
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});

test.each([
  ['withdrawn', keysOf('new')],
  ['given other rights', parseApiKeys(`old:${sha256('old')}:investing:read`) ?? []],
])('a stream of server-sent events ends without being complete once its key is %s', async (_what, apiKeys) => {
  await using kit = await startKit({ gateway: { auth: { apiKeys: keysOf('old') } } });
  const response = await fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'ApiKey old' },
    body: JSON.stringify({ query: EVENTS }),
  });
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
  kit.gateway.reload({ apiKeys: keysOf('old') });
  kit.gateway.reload({ apiKeys });
  const text = await response.text();
  expect(text).toContain(': CREDENTIALS_EXPIRED');
  expect(text).not.toContain('event: complete');
  await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
});
