import { request } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startControl } from './kit.ts';

const codeOf = (body: any): string => body.errors[0].extensions.code;
const ADVANCE = { advance: 'PT1S' };

test('a gateway of which a provider is live refuses every request to the control', async () => {
  await using kit = await startControl({ gateway: { sandboxed: new Set(['fondo', 'payex']), auth: 'none' } });
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/openapi.yaml', undefined],
    ['POST', '/clock', ADVANCE],
    ['POST', '/worlds', {}],
    ['DELETE', '/faults', undefined],
  ] as const) {
    const answered = await kit.ask(method, path, body);
    expect([answered.status, codeOf(answered.body)]).toEqual([403, 'LIVE_PROVIDER']);
  }
  expect((await kit.ask('GET', '', undefined, { accept: 'text/html' })).status).toBe(403);
});

test('a gateway that was started without the control has nothing at its address', async () => {
  await using kit = await startControl({ gateway: { sandboxControl: undefined } });
  expect((await kit.ask('GET', '')).status).toBe(404);
});

test('where others may reach the gateway, the control is closed until a token is set', async () => {
  await using kit = await startControl({ exposed: true });
  for (const [method, path, accept] of [
    ['GET', '', 'application/json'],
    ['GET', '', 'text/html'],
    ['GET', '/openapi.yaml', '*/*'],
    ['POST', '/clock', 'application/json'],
  ] as const) {
    const { status, body } = await kit.ask(method, path, method === 'POST' ? ADVANCE : undefined, { accept });
    expect(status).toBe(401);
    expect(body.errors[0].message).toContain('SANDBOX_CONTROL_TOKEN');
  }
});

test('with a token set, it takes that token alone', async () => {
  const token = 'a-token-of-the-sandbox';
  await using kit = await startControl({ token, exposed: true });
  for (const authorization of [undefined, `Bearer ${token}x`, `Bearer x`, `Basic ${token}`, 'Bearer ']) {
    const answered = await kit.ask('POST', '/clock', ADVANCE, authorization === undefined ? {} : { authorization });
    expect([answered.status, codeOf(answered.body)]).toEqual([401, 'CONTROL_TOKEN_REQUIRED']);
    expect(answered.headers.get('www-authenticate')).toBe('Bearer');
  }
  const { status } = await kit.ask('POST', '/clock', ADVANCE, { authorization: `Bearer ${token}` });
  expect(status).toBe(200);
});

test('the page and the description need no token, since they hold nothing of anybody', async () => {
  await using kit = await startControl({ token: 'a-token-of-the-sandbox' });
  expect((await kit.ask('GET', '', undefined, { accept: 'text/html' })).status).toBe(200);
  expect((await kit.ask('GET', '/openapi.yaml')).status).toBe(200);
  expect((await kit.ask('GET', '')).status).toBe(401);
});

test('a page of another origin can press no button, whatever it sends', async () => {
  await using kit = await startControl();
  const before = (await kit.ask('GET', '/clock')).body.now;
  const foreign: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    for (const [method, path] of [
      ['POST', '/clock'],
      ['DELETE', '/faults'],
      ['GET', '/clock'],
    ] as const) {
      const body = method === 'POST' ? ADVANCE : undefined;
      const answered = await kit.ask(method, path, body, headers);
      expect([answered.status, codeOf(answered.body)]).toEqual([403, 'FORBIDDEN_ORIGIN']);
    }
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const answered = await kit.ask('POST', '/clock', JSON.stringify(ADVANCE), { 'content-type': type });
    expect([answered.status, codeOf(answered.body)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  }
  expect((await kit.ask('GET', '/clock')).body.now).toBe(before);
});

test('a page of a loopback address may, and any page may link to the page of the sandbox', async () => {
  await using kit = await startControl();
  const { status, headers } = await kit.ask('POST', '/clock', ADVANCE, { origin: 'http://localhost:5173' });
  expect(status).toBe(200);
  expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  const linked = await kit.ask('GET', '', undefined, { accept: 'text/html', 'sec-fetch-site': 'cross-site' });
  expect(linked.status).toBe(200);
  expect(linked.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('a page of a loopback address may end what it has begun: its browser is told so beforehand', async () => {
  await using kit = await startControl();
  const origin = 'http://localhost:5173';
  const preflight = {
    origin,
    'access-control-request-method': 'DELETE',
    'access-control-request-headers': 'authorization',
  };
  const { status, headers } = await kit.ask('OPTIONS', '/worlds/1', undefined, preflight);
  expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
  expect(headers.get('access-control-allow-methods')?.split(', ')).toContain('DELETE');
  expect(headers.get('access-control-allow-headers')).toContain('authorization');
});

test('it answers under no name but those of the gateway', async () => {
  await using kit = await startControl();
  for (const accept of ['application/json', 'text/html']) {
    const sent = request(`${kit.gateway.url}/sandbox`, { headers: { host: 'rebound.example', accept } }).end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(421);
    expect(codeOf(await json(response))).toBe('UNKNOWN_HOST');
  }
});

test('what is no such operation, or no JSON, is told as that', async () => {
  await using kit = await startControl();
  const refused = async (method: string, path: string, body?: unknown) => {
    const answered = await kit.ask(method, path, body);
    return [answered.status, codeOf(answered.body)];
  };
  expect(await refused('GET', '/nothing')).toEqual([404, 'NOT_FOUND']);
  expect(await refused('DELETE', '/clock')).toEqual([405, 'METHOD_NOT_ALLOWED']);
  expect(await refused('POST', '/clock', '{"advance":')).toEqual([400, 'BAD_REQUEST']);
  expect(await refused('POST', '/clock', '')).toEqual([400, 'BAD_REQUEST']);
  expect(await refused('POST', '/orders/%E0%A4%A', { status: 'SETTLED' })).toEqual([404, 'UNKNOWN_OBJECT']);
  expect(await refused('POST', '/seed', `{"x":"${'x'.repeat(1024 * 1024)}"}`)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
});

test('a body that is not valid is refused with every place and what was expected there', async () => {
  await using kit = await startControl();
  const issuesOf = async (path: string, body: unknown) =>
    (await kit.ask('POST', path, body)).body.errors[0].extensions.issues;
  expect(await issuesOf('/clock', { advance: 'a day', speed: 0, wait: 1 })).toEqual([
    { path: 'advance', message: 'expected an ISO 8601 duration, such as P1D or PT1H30M' },
    { path: 'speed', message: expect.stringContaining('>0') },
    { path: '', message: 'Unrecognized key: "wait"' },
  ]);
  expect(await issuesOf('/clock', {})).toEqual([{ path: '', message: 'expected advance, frozen or speed' }]);
  expect(await issuesOf('/clock', { advance: 'P1000Y' })).toEqual([
    { path: 'advance', message: 'expected at most a hundred years' },
  ]);
  expect(await issuesOf('/seed', { accounts: [{ balance: 1 }, { balance: -1 }] })).toMatchObject([
    { path: 'accounts[1].balance' },
  ]);
});
