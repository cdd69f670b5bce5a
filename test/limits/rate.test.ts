import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { loadSettings } from '../../src/config/index.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { startKit, type Answered, type Kit } from '../kit/gateway.ts';

const { limits } = loadSettings({ RATE_PER_SECOND: '0.01', RATE_BURST: '3', TRUSTED_PROXIES: '1' });
const apiKeys = parseApiKeys(`one:${hashOf('one')}:investing:read investing:trade fondo_clients=*`) ?? [];
const open = (): Promise<Kit> => startKit({ gateway: { limits } });
const known = (): Promise<Kit> => startKit({ gateway: { limits, auth: { apiKeys } } });

const from = (address: string, authorization?: string): Record<string, string> => ({
  'x-forwarded-for': address,
  ...(authorization && { authorization }),
});
const post = async (kit: Kit, query: string, headers: Record<string, string>): Promise<number> =>
  (
    await fetch(`${kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: query.startsWith('!') ? query : JSON.stringify({ query }),
    })
  ).status;

test.each<Record<string, string>>([{ authorization: 'Bearer guessed' }, { 'x-api-key': 'guessed' }])(
  'where nobody is authenticated no header is a way past the rate of an address: %o',
  async (headers) => {
    await using kit = await open();
    const all = { ...from('10.0.0.1'), ...headers };
    for (let at = 0; at < 3; at += 1) expect(await post(kit, '{ __typename }', all)).toBe(200);
    expect(await post(kit, '{ __typename }', all)).toBe(429);
  },
);

test('all addresses of an IPv6 network of 64 bits have one rate', async () => {
  await using kit = await open();
  for (let at = 0; at < 3; at += 1) expect(await post(kit, '{ __typename }', from(`2001:db8::${at}`))).toBe(200);
  expect(await post(kit, '{ __typename }', from('2001:db8::ffff'))).toBe(429);
  expect(await post(kit, '{ __typename }', from('2001:db8:0:1::1'))).toBe(200);
});

test.each(['{', '{ nothing }', `{ ${'__typename '.repeat(31)} }`, '!no JSON'])(
  'for a known caller a document counts that is not executed: %s',
  async (query) => {
    await using kit = await known();
    const headers = { ...from('10.0.0.1', 'ApiKey one'), accept: 'application/graphql-response+json' };
    for (let at = 0; at < 3; at += 1) expect(await post(kit, query, headers)).toBe(400);
    expect(await post(kit, '{ __typename }', { ...headers, ...from('10.0.0.2') })).toBe(429);
  },
);

interface Socket extends AsyncDisposable {
  ask(message: object): Promise<any>; // what the test sends decides what comes back
  readonly closed: Promise<number>;
}
async function connect(kit: Kit, payload: object = {}): Promise<Socket> {
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: from('10.0.0.1'),
  });
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  const ask = async (message: object): Promise<unknown> => {
    socket.send(JSON.stringify(message));
    const [text] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(text.toString());
  };
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  await Promise.race([once(socket, 'message'), closed]);
  return { ask, closed, [Symbol.asyncDispose]: async () => (socket.terminate(), void (await closed)) };
}

test('over WebSocket a document counts that is not executed', async () => {
  await using kit = await known();
  await using socket = await connect(kit, { authorization: 'ApiKey one' });
  const codes: unknown[] = [];
  for (const id of ['1', '2', '3', '4']) {
    const { payload } = await socket.ask({ id, type: 'subscribe', payload: { query: '{ nothing }' } });
    codes.push((payload as NonNullable<Answered['errors']>)[0]?.extensions?.['code']);
  }
  expect(codes.slice(0, 3)).not.toContain('RATE_LIMITED');
  expect(codes[3]).toBe('RATE_LIMITED');
});

test('credentials that are guessed at connection_init or in pings count for their address', async () => {
  await using kit = await known();
  await using guessing = await connect(kit, { authorization: 'ApiKey wrong' });
  expect(await guessing.closed).toBe(4401);
  await using kit2 = await known();
  await using socket = await connect(kit2, { authorization: 'ApiKey one' });
  const ping = { type: 'ping', payload: { authorization: 'ApiKey wrong' } };
  for (let at = 0; at < 2; at += 1) expect(await socket.ask(ping)).toMatchObject({ payload: { renewed: false } });
  void socket.ask(ping);
  expect(await socket.closed).toBe(4429);
  expect(await post(kit2, '{ __typename }', from('10.0.0.1'))).toBe(429);
});

test('each act of a mutation counts, however it is spread', async () => {
  await using kit = await known();
  const act = (name: string): string => `${name}: cancelOrder(input: { order: "Order:x:y" }) { __typename }`;
  const headers = { ...from('10.0.0.1', 'ApiKey one'), accept: 'application/graphql-response+json' };
  const query = `mutation { ${act('a')} ...B } fragment B on Mutation { ${act('b')} ... { ${act('c')} ${act('d')} } }`;
  expect(await post(kit, query, headers)).toBe(429);
  expect(kit.sandbox.fondo.callList()).toEqual([]);
});
