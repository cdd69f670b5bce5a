import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { until, type Kit } from '../kit/gateway.ts';
import { ACCOUNT, callsOf, read, startFondoKit } from '../schema/fondo/kit.ts';

const limited = (env: Record<string, string>): Promise<Kit> => {
  const { limits, capacity } = loadSettings(env);
  return startFondoKit({ gateway: { limits, capacity } });
};
const OTHER = [
  '/files/agreement/x',
  '/webhooks/aarthik/snapshot',
  '/webhooks/payex/sign/x',
  '/webhooks/fondo/journey/x',
];
const linkOf = async (kit: Kit): Promise<string> =>
  (await read(kit, `{ node(id: "${ACCOUNT}") { ... on Account { agreements { documentUrl } } } }`)).node.agreements[0]
    .documentUrl;
const runningOf = async (kit: Kit): Promise<string | undefined> =>
  /gateway_upstream_running\{provider="FONDO"\} (\d+)/.exec(
    await (await fetch(`${kit.gateway.url}/metrics`)).text(),
  )?.[1];

test.each(OTHER)('%s: each address has its rate, with or without credentials', async (path) => {
  await using kit = await limited({ RATE_PER_SECOND: '1', RATE_BURST: '2', TRUSTED_PROXIES: '1' });
  const ask = (address: string): Promise<Response> =>
    fetch(kit.gateway.url + path, {
      method: 'POST',
      headers: { 'x-forwarded-for': address, authorization: 'ApiKey guessed' },
    });
  for (let at = 0; at < 2; at += 1) expect((await ask('10.0.0.1')).status).not.toBe(429);
  const refused = await ask('10.0.0.1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await ask('10.0.0.2')).status).not.toBe(429);
});

test.each(OTHER)('%s is turned away while the gateway has too much to do', async (path) => {
  await using kit = await limited({ MAX_IN_FLIGHT: '1' });
  kit.sandbox.fondo.fault({ operation: 'getClientById', delayMs: 300 });
  const first = kit.query(`{ client(id: "${DEMO_CLIENT}") { name } }`);
  await until(() => callsOf(kit, 'getClientById') > 0);
  const refused = await fetch(kit.gateway.url + path, { method: 'POST' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await first).errors).toBeUndefined();
  expect((await fetch(kit.gateway.url + path, { method: 'POST' })).status).not.toBe(503);
});

test('event streams and WebSockets share the connections of an address', async () => {
  await using kit = await limited({ MAX_SOCKETS_PER_ADDRESS: '1' });
  const subscription = `subscription { clientEvents(client: "${DEMO_CLIENT}") { __typename } }`;
  const [leaving, leavingToo] = [new AbortController(), new AbortController()];
  const open = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription }),
      signal: signal ?? null,
    });
  expect((await open(leaving.signal)).status).toBe(200);
  const refused = await open();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_CONNECTIONS' } }] });
  const watching = kit.watch(subscription);
  await expect(watching.next()).rejects.toThrow(/429/);
  leaving.abort();
  await expect.poll(async () => (await open(leavingToo.signal)).status).toBe(200);
  leavingToo.abort();
});

test('what may become an event stream counts as one only when it does', async () => {
  await using kit = await limited({ MAX_SOCKETS_PER_ADDRESS: '1' });
  const watching = kit.watch(
    `subscription { clientEvents(client: "${DEMO_CLIENT}", includeStatus: true) { __typename } }`,
  );
  await watching.take(1);
  for (const accept of ['application/json, text/event-stream', 'text/event-stream']) {
    const headers = { 'content-type': 'application/json', accept };
    const body = JSON.stringify({ query: '{ __typename }' });
    const response = await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"Query"')]);
  }
  await watching.leave();
});

test('a document holds its turn at the provider until it was read or its reader has left', async () => {
  await using kit = await limited({});
  const link = await linkOf(kit);
  kit.sandbox.fondo.fault({ operation: 'getAccountAgreementPdf', socket: 'endless' });
  const leaving = new AbortController();
  expect((await fetch(link, { signal: leaving.signal })).status).toBe(200);
  expect(await runningOf(kit)).toBe('1');
  leaving.abort();
  await expect.poll(() => runningOf(kit)).toBe('0');
});

test('documents are not asked for while their provider is left alone', async () => {
  await using kit = await limited({ BREAKER_CALLS: '3', BREAKER_OPEN_MS: '60000', UPSTREAM_RETRIES: '0' });
  const link = await linkOf(kit);
  kit.sandbox.fondo.fault({ operation: 'getAccountAgreementPdf', answer: { status: 503 } });
  await expect
    .poll(async () => (await fetch(link), (await kit.query('{ providers { breaker } }')).data.providers[0].breaker))
    .toBe('OPEN');
  const asked = callsOf(kit, 'getAccountAgreementPdf');
  expect((await fetch(link)).status).toBe(502);
  expect(callsOf(kit, 'getAccountAgreementPdf')).toBe(asked);
});

test('while the event loop is late new requests are refused, and taken again afterwards', async () => {
  await using kit = await limited({ MAX_EVENT_LOOP_DELAY_MS: '40' });
  const ask = async () => {
    const response = await fetch(`${kit.gateway.url}/graphql?query={__typename}`);
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  };
  let isBusy = true;
  const occupy = (): void => {
    for (const end = performance.now() + 120; performance.now() < end;); // as a computation that lets nothing else run
    if (isBusy) setTimeout(occupy);
  };
  occupy();
  await expect.poll(ask, { timeout: 15_000 }).toEqual({ status: 503, retryAfter: expect.any(String) });
  isBusy = false;
  await expect.poll(async () => (await ask()).status, { timeout: 15_000 }).toBe(200);
});
