import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { Links, agreementUrl, openAgreementPath } from '../../../src/auth/signed-links.ts';
import type { Kit } from '../../kit/gateway.ts';
import { startMangledKit, type Mangling } from '../../kit/mangling-proxy.ts';
import { loadSettings } from '../../../src/config/index.ts';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { ACCOUNT, callsOf, read, startFondoKit } from './kit.ts';

const NAME = `{ client(id: "${DEMO_CLIENT}") { name } }`;

const linkOf = async (kit: Kit): Promise<string> =>
  (await read(kit, `{ node(id: "${ACCOUNT}") { ... on Account { agreements { key title documentUrl } } } }`)).node
    .agreements[0].documentUrl;

test('an agreement is a PDF behind a link that names nobody, kept by no cache', async () => {
  await using kit = await startFondoKit();
  const link = await linkOf(kit);
  expect(link.startsWith(`${kit.gateway.url}/files/agreement/`)).toBe(true);
  for (const part of ACCOUNT.split(':')) expect(link).not.toContain(part);
  const reply = await fetch(link);
  const content = await reply.arrayBuffer();
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(content.byteLength),
    'content-disposition': 'inline; filename="account.pdf"',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(callsOf(kit, 'getAccountAgreementPdf')).toBe(1);
});

test('a link that was changed is not found, and a token that Fondo no longer takes is renewed on the way', async () => {
  await using kit = await startFondoKit();
  const link = await linkOf(kit);
  const [changed, other] = [`${link.slice(0, -2)}AA`, `${kit.gateway.url}/files/agreement/`];
  for (const address of [changed, other]) expect((await fetch(address)).status).toBe(404);
  const deleted = await fetch(link, { method: 'DELETE' });
  expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET']);
  expect(callsOf(kit, 'getAccountAgreementPdf')).toBe(0);
  kit.sandbox.fondo.expireTokens();
  expect((await fetch(link)).status).toBe(200);
});

test('a document that Fondo does not have is 404, and one that cannot be fetched 502, in plain words', async () => {
  await using kit = await startFondoKit();
  const link = await linkOf(kit);
  kit.sandbox.fondo.fault({ operation: 'getAccountAgreementPdf', answer: { status: 403 }, times: 1 });
  const missing = await fetch(link);
  expect([missing.status, await missing.text()]).toEqual([404, 'There is no such file.']);
  kit.sandbox.fondo.fault({ operation: 'getAccountAgreementPdf', answer: { status: 503, body: { secret: 1 } } });
  const down = await fetch(link);
  expect([down.status, await down.text()]).toEqual([502, 'The file cannot be fetched at the moment.']);
});

test('a link ends after five minutes, and what one gateway sealed opens for no other key and no other purpose', async () => {
  const links = new Links({ publicUrl: 'https://gateway.example', secret: 'one' });
  const key = { clientId: 'c', accountId: 'a', key: 'account' };
  const path = new URL(agreementUrl(links, key)).pathname;
  expect(openAgreementPath(links, path)).toEqual({ ...key, isExpired: false });
  expect(openAgreementPath(new Links({ publicUrl: undefined, secret: 'two' }), path)).toBeUndefined();
  expect(links.open('journey-scope', path.slice('/files/agreement/'.length))).toBeUndefined();
  vi.useFakeTimers({ now: Date.now() + 5 * 60_000 + 1, toFake: ['Date'] });
  expect(openAgreementPath(links, path)).toMatchObject({ isExpired: true });
  vi.useRealTimers();
});

test('a link whose time is over is answered with 410', async () => {
  await using kit = await startFondoKit({ gateway: { filesSecret: 'shared' } });
  const links = new Links({ publicUrl: kit.gateway.url, secret: 'shared' });
  const over = links.seal('agreement', ['c', 'a', 'account', Date.now() - 1]);
  const reply = await fetch(links.to(`/files/agreement/${over}`));
  expect([reply.status, await reply.text()]).toEqual([410, 'This link has expired: ask for a new one.']);
});

const AGREEMENT = '/agreement/';
const digestOf = (bytes: ArrayBuffer): string => createHash('sha256').update(Buffer.from(bytes)).digest('hex');

test.each(['gzip', 'deflate', 'deflate-raw', 'br'] as const)(
  'a document that comes compressed with %s leaves as the PDF that it is',
  async (encoding) => {
    await using kit = await startMangledKit();
    const link = await linkOf(kit);
    const plain = digestOf(await (await fetch(link)).arrayBuffer());
    kit.edges.fondo.mangle({ at: AGREEMENT, encoding });
    const reply = await fetch(link);
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-encoding')]).toEqual([
      200,
      'application/pdf',
      null,
    ]);
    expect(digestOf(await reply.arrayBuffer())).toBe(plain);
  },
);

const NO_DOCUMENTS: readonly (readonly [string, Mangling])[] = [
  ['a login page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Log in</title>' }],
  ['a login page that says that it is a PDF', { headers: { 'content-type': 'application/pdf' }, body: '<html>' }],
  ['an error in JSON with status 200', { json: { error: 'server_error' } }],
  ['nothing', { body: '' }],
  ['the beginning of a PDF alone', { body: '%PDF' }],
  ['a part', { status: 206, isForwarded: true, headers: { 'content-range': 'bytes 0-9/100' } }],
  ['a coding that was not accepted', { headers: { 'content-encoding': 'zstd' } }],
  ['plain bytes that say that they are compressed', { headers: { 'content-encoding': 'br' } }],
  ['a status that passes', { status: 408, times: Infinity }],
  ['a redirect', { status: 302, headers: { location: 'https://login.example/' } }],
  ['a connection that breaks before the first byte', { drop: 'after', times: Infinity }],
];

test.each(NO_DOCUMENTS)('%s is no document, and is answered with 502', async (_what, mangling) => {
  await using kit = await startMangledKit();
  const link = await linkOf(kit);
  kit.edges.fondo.mangle({ at: AGREEMENT, ...mangling });
  const reply = await fetch(link);
  expect([reply.status, reply.headers.get('content-type'), await reply.text()]).toEqual([
    502,
    'text/plain; charset=utf-8',
    'The file cannot be fetched at the moment.',
  ]);
});

test('a document that breaks off, or unfolds beyond the limit, is cut off and never looks whole', async () => {
  await using kit = await startMangledKit();
  const link = await linkOf(kit);
  const pdf = `%PDF-1.7\n${'x'.repeat(2_000_000)}`;
  kit.edges.fondo.mangle({ at: AGREEMENT, body: pdf, drop: 'middle' });
  await expect(fetch(link).then((reply) => reply.arrayBuffer())).rejects.toThrow();
  const bomb = Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(40 * 1024 * 1024)]);
  kit.edges.fondo.mangle({ at: AGREEMENT, body: bomb, encoding: 'gzip' });
  await expect(fetch(link).then((reply) => reply.arrayBuffer())).rejects.toThrow();
  expect((await fetch(link)).status).toBe(200);
});

/** A gateway with one connection to Fondo, whose breaker is open until a call that tries it is answered. */
async function startTrying() {
  const settings = { FONDO_CONCURRENCY: '1', BREAKER_CALLS: '5', BREAKER_OPEN_MS: '50', UPSTREAM_RETRIES: '0' };
  const kit = await startMangledKit({ deadlineMs: 1_000, gateway: { capacity: loadSettings(settings).capacity } });
  const breaker = async (): Promise<string> => (await read(kit, '{ providers { breaker } }')).providers[0].breaker;
  const link = await linkOf(kit);
  const down = kit.edges.fondo.mangle({ status: 503, times: Infinity });
  await expect.poll(async () => (await kit.query(NAME), await breaker()), { interval: 1 }).toBe('OPEN');
  down.remove();
  kit.edges.fondo.mangle({ at: AGREEMENT, delayMs: 200, body: `%PDF-1.7\n${'x'.repeat(8_000_000)}` });
  /** Sends until one of them is the call that tries whether Fondo is back; it goes on although its caller leaves. */
  const tryWith = (send: () => unknown): Promise<void> =>
    expect.poll(async () => (send(), await breaker()), { interval: 20 }).toBe('HALF_OPEN');
  return { kit, link, breaker, tryWith };
}

test('a document whose reader has left before its first byte gives its connection back', async () => {
  const { breaker, tryWith, ...started } = await startTrying();
  await using kit = started.kit;
  const leaving = new AbortController();
  await tryWith(() => fetch(started.link, { signal: leaving.signal }).catch(() => undefined));
  leaving.abort();
  await expect.poll(breaker).toBe('CLOSED');
  expect(await kit.query(NAME)).toMatchObject({ data: { client: { name: expect.any(String) } } });
});

test('a document that is read too slowly is cut off, also where its call tried whether Fondo is back', async () => {
  const over = new AbortController();
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  using _spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => (ms === 60_000 ? over.signal : timeout(ms)));
  const { breaker, tryWith, ...started } = await startTrying();
  await using kit = started.kit;
  const slow: Promise<Response>[] = [];
  await tryWith(() => slow.push(fetch(started.link)));
  await expect.poll(breaker).toBe('CLOSED');
  over.abort();
  expect(await kit.query(NAME)).toMatchObject({ data: { client: { name: expect.any(String) } } });
  const replies = await Promise.all(slow);
  await expect(replies.find(({ status }) => status === 200)?.arrayBuffer()).rejects.toThrow();
});
