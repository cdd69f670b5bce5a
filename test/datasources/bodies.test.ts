import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { createTransport } from '../../src/datasources/kit/http/transport.ts';
import { startManglingProxy, startMangledKit, type Mangling } from '../kit/mangling-proxy.ts';
import { act as actFondo, callsOf, CLIENT, orderInput } from '../schema/fondo/kit.ts';
import { act as actPayex, applicationInput } from '../schema/payex/kit.ts';

const READ = `{ client(id: "${CLIENT}") { name } }`;
const NAME = 'Räksmörgås & Söner AB';
const named = (client: object): object => ({ ...client, name: NAME });
const application = applicationInput(TEST_PERSONS.signer, 'kontotyp-2');
const typed = (type: string | undefined, body: (text: string) => string | Buffer): Mangling => ({
  headers: { 'content-type': type },
  body: (sent) => body(JSON.stringify(named(JSON.parse(sent.toString()) as object))),
});

test.each(['gzip', 'deflate', 'deflate-raw', 'br'] as const)(
  'what is compressed with %s is read: objects, lists, tokens, writes and problems',
  async (encoding) => {
    await using kit = await startMangledKit();
    for (const edge of Object.values(kit.edges)) edge.mangle({ times: Infinity, encoding });
    const { data, errors } = await kit.query(
      `{ client(id: "${CLIENT}") { name accounts(first: 1) { nodes { id } } } offers { title } loanProducts { name } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.client.accounts.nodes).toHaveLength(1);
    expect(await actFondo(kit, 'placeOrder', orderInput)).toMatchObject({ __typename: 'Order' });
    expect(callsOf(kit, 'getOrders')).toBe(0); // its own answer was understood, nothing was looked up
    expect(await actPayex(kit, 'createApplication', application)).toMatchObject({ __typename: 'Application' });
    const problem = { type: 'problems/validation', status: 400, problems: [{ emailAddress: 'unknown' }] };
    kit.edges.payex.mangle({ at: '/applications', status: 400, json: problem, encoding });
    const refused = await kit.query(
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { ... on InvalidInput { fields { path } } } }',
      { input: application },
    );
    expect(refused.data.createApplication.fields).toEqual([{ path: 'input.email' }]);
  },
);

test('what is accepted is said on every request, so that no server chooses', async () => {
  await using kit = await startMangledKit();
  await kit.query('{ clients(first: 1) { nodes { id } } offers { title } loanProducts { name } }');
  const { fondo, payex, aarthik } = kit.sandbox;
  const sent = [fondo, payex, aarthik].flatMap(({ calls }) => calls.map(({ headers }) => headers['accept-encoding']));
  expect(sent.length).toBeGreaterThan(3);
  expect(new Set(sent)).toEqual(new Set(['gzip, deflate, br']));
});

const POOR: readonly (readonly [string, Mangling])[] = [
  ['without a content type', typed(undefined, (text) => text)],
  ['as text/plain', typed('text/plain', (text) => text)],
  ['as text/html', typed('text/html; charset=utf-8', (text) => text)],
  ['as an octet stream', typed('application/octet-stream', (text) => text)],
  ['with a charset in quotes', typed('application/json; charset="UTF-8"', (text) => text)],
  ['with a charset that nobody knows', typed('application/json; charset=x-unknown', (text) => text)],
  ['in ISO-8859-1', typed('application/json; charset=iso-8859-1', (text) => Buffer.from(text, 'latin1'))],
  ['in Windows-1252', typed('application/json;charset=windows-1252', (text) => Buffer.from(text, 'latin1'))],
  ['in UTF-16', typed('application/json; charset=utf-16le', (text) => Buffer.from(text, 'utf16le'))],
  ['with a byte order mark', typed('application/json', (text) => `\ufeff${text}`)],
  [
    'with the mark of UTF-16',
    typed('application/json; charset=utf-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  ],
  [
    'compressed twice',
    {
      ...typed('application/json', (text) => gzipSync(text)),
      encoding: 'br',
      headers: { 'content-encoding': 'gzip, br' },
    },
  ],
  ['beside a replacement character', typed('application/json', (text) => text.replace('{', '{"nickname":"\ufffd",'))],
  ['compressed with a mark', { ...typed('application/json', (text) => `\ufeff${text}`), encoding: 'gzip' }],
  ['as identity', { ...typed('application/json', (text) => text), headers: { 'content-encoding': 'identity' } }],
];

test.each(POOR)('good JSON %s is read', async (_how, mangling) => {
  await using kit = await startMangledKit();
  kit.edges.fondo.mangle({ at: new RegExp(`/client/${DEMO_CLIENT}$`), ...mangling });
  const { data, errors } = await kit.query(READ);
  expect(errors).toBeUndefined();
  expect(data.client.name).toBe(NAME);
});

const BAD: readonly (readonly [string, Mangling])[] = [
  ['a login page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Log in</title>' }],
  ['a page that says that it is JSON', { headers: { 'content-type': 'application/json' }, body: '<html>' }],
  ['a coding that was not accepted', { headers: { 'content-encoding': 'zstd' } }],
  ['plain JSON that says that it is compressed', { headers: { 'content-encoding': 'gzip' } }],
  [
    'half of a compressed answer',
    { body: (body) => gzipSync(body).subarray(0, 40), headers: { 'content-encoding': 'gzip' } },
  ],
  ['nothing', { body: '' }],
  ['blanks', { body: ' \r\n' }],
];

test.each(BAD)('%s is a bad answer of the provider, which is told without its content', async (_what, mangling) => {
  await using kit = await startMangledKit();
  const bad = kit.edges.fondo.mangle({ at: new RegExp(`/client/${DEMO_CLIENT}$`), times: Infinity, ...mangling });
  const { data, errors } = await kit.query(READ);
  expect(data).toEqual({ client: null });
  expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_BAD_ANSWER', provider: 'FONDO', retryable: false } }]);
  expect(bad.count).toBe(1);
  bad.remove();
  expect((await kit.query('{ providers { breaker } }')).data.providers[0].breaker).toBe('CLOSED');
});

test('a failure whose page cannot be read is judged by its status', async () => {
  await using kit = await startMangledKit();
  const rule = { at: `/client/${DEMO_CLIENT}`, headers: { 'content-encoding': 'gzip' }, body: '<html>' };
  kit.edges.fondo.mangle({ ...rule, times: Infinity, status: 503 });
  expect((await kit.query(READ)).errors?.[0]?.extensions).toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
  });
  kit.edges.fondo.mangle({ ...rule, status: 404 });
  expect(await kit.query(READ)).toMatchObject({ data: { client: null } });
});

test.each(['gzip', 'deflate', 'deflate-raw', 'br'] as const)(
  'an answer that unfolds beyond the limit is refused, however small it is with %s',
  async (encoding) => {
    await using edge = await startManglingProxy();
    const { exchange, close } = createTransport({ provider: 'FONDO', url: edge.url, maxBodyBytes: 100_000 });
    const text = (length: number) => JSON.stringify('x'.repeat(length - 2));
    edge.mangle({ status: 200, body: text(100_000), encoding });
    expect(await exchange({ path: '/' })).toMatchObject({ status: 200, body: 'x'.repeat(99_998) });
    edge.mangle({ status: 200, body: text(50_000_000), encoding });
    await expect(exchange({ path: '/' })).rejects.toMatchObject({ code: 'PROVIDER_BAD_ANSWER' });
    await close();
  },
);

test.each(['2.5', ' 2.5 '])(
  'a provider that asks for Retry-After:%s is given that time, and is not asked again at once',
  async (value) => {
    await using kit = await startMangledKit();
    for (const [status, code] of [
      [429, 'RATE_LIMITED'],
      [503, 'PROVIDER_UNAVAILABLE'],
    ] as const) {
      const headers = { 'retry-after': value };
      const rule = kit.edges.fondo.mangle({ at: `/client/${DEMO_CLIENT}`, times: Infinity, status, headers });
      expect((await kit.query(READ)).errors).toMatchObject([{ extensions: { code, retryAfterMs: 2_500 } }]);
      expect(rule.count).toBe(1);
      rule.remove();
    }
  },
);

test.each([
  ['a line break at its end', (token: string) => `${token}\n`, 1],
  ['a line break within', (token: string) => `${token.slice(0, 9)}\r\nx-admin: 1`, 2],
  ['a character that no header takes', (token: string) => `${token}\u2026`, 2],
  ['no text', () => 17, 2],
  ['nothing', () => '', 2],
])('a token with %s never stops the calls after it', async (_what, change, fetches) => {
  await using kit = await startMangledKit();
  const mangled = kit.edges.fondo.mangle({
    at: '/auth/token',
    json: (sent: { access_token: string }) => ({ ...sent, access_token: change(sent.access_token) }),
  });
  const first = await kit.query(READ);
  const code = fetches === 1 ? undefined : 'PROVIDER_BAD_ANSWER';
  expect(first.errors?.[0]?.extensions?.['code']).toBe(code);
  expect(mangled.count).toBe(1);
  expect((await kit.query(READ)).data.client.name).toBeTruthy();
  expect(callsOf(kit, 'authToken')).toBe(fetches);
});

test.each([
  ['bytes that are no UTF-8', (): Buffer => Buffer.from(`{"id":"${DEMO_CLIENT}","name":"Åsa"}`, 'latin1')],
  [
    'a letter that breaks off',
    (): Buffer => Buffer.from(`{"id":"${DEMO_CLIENT}","name":"\xef\xbf\xbd\xe2\x82"}`, 'latin1'),
  ],
  [
    'half a surrogate pair in UTF-8',
    (): Buffer => Buffer.from(`{"id":"${DEMO_CLIENT}","name":"\xed\xa0\x80"}`, 'latin1'),
  ],
  ['a hundred thousand lists in each other', (): string => '['.repeat(300_000) + ']'.repeat(300_000)],
  [
    'half a million members',
    (): string => JSON.stringify(Object.fromEntries(Array.from({ length: 500_000 }, (_, at) => [`k${at}`, at]))),
  ],
  ['two million empty objects', (): string => `[${'{},'.repeat(2_000_000)}{}]`],
  ['more than eight megabytes', (): string => `{"name":"${'x'.repeat(8 * 1024 * 1024)}"}`],
])('an answer with %s is a bad answer, and others are served', async (_what, body) => {
  await using kit = await startMangledKit();
  kit.edges.fondo.mangle({ at: `/client/${DEMO_CLIENT}`, body });
  const { data, errors } = await kit.query(READ);
  expect(data).toEqual({ client: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_BAD_ANSWER', provider: 'FONDO' });
  // The simulator that sends it is part of this process, and may have kept it busy.
  await expect.poll(async () => (await kit.query(READ)).errors, { timeout: 10_000 }).toBeUndefined();
});
