import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createClient } from 'graphql-ws';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
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
    await until(() => /http:\S+\/graphql/.test(output), 'the address');
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

test('a WebSocket that was opened with a key runs nothing more once the key is withdrawn', async () => {
  const keysOf = (key: string) => parseApiKeys(`server:${sha256(key)}:investing:read`) ?? [];
  await using kit = await startKit({ gateway: { auth: { apiKeys: keysOf('old') } } });
  const closed = Promise.withResolvers<number>();
  const client = createClient({
    url: `${kit.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    connectionParams: { authorization: 'ApiKey old' },
    onNonLazyError: () => undefined,
    on: { closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  const ask = async () => (await client.iterate({ query: '{ providers { provider } }' }).next()).value?.data;
  expect(await ask()).toBeTruthy();
  kit.gateway.reload({ apiKeys: keysOf('new') });
  await expect(ask()).rejects.toBeTruthy();
  expect(await closed.promise).toBe(4401);
});
