import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { post, until } from '../kit/gateway.ts';
import { startProcess } from './process-kit.ts';

const PLACE =
  'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id } } }';
const PERSON = '197001010003';
const input = {
  account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`,
  instrument: `Instrument:${DEMO_INSTRUMENT}`,
  trade: { buyAmount: '150.50' },
  executor: PERSON,
};

test('SIGTERM under load loses no answer, ends sockets with their code, and the process ends well', async () => {
  await using gateway = await startProcess();
  const { sandbox, child, url } = gateway;
  await post(url, '{ __typename }');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number]>;
  sandbox.fondo.fault({ operation: 'createOrder', delayMs: 500 });
  sandbox.fondo.fault({ operation: 'getClientById', delayMs: 300 });
  const reads = Array.from({ length: 30 }, () => post(url, `{ client(id: "${DEMO_CLIENT}") { name } }`));
  const writes = Array.from({ length: 10 }, () => post(url, PLACE, { input }));
  const arrived = (operation: string): number =>
    sandbox.fondo.calls.filter(({ operationId }) => operationId === operation).length;
  await until(() => arrived('createOrder') === 10 && arrived('getClientById') > 0, 'the load');
  child.kill('SIGTERM');
  for (const { data } of await Promise.all(reads)) expect(data.client.name).toEqual(expect.any(String));
  for (const { data } of await Promise.all(writes)) expect(data.placeOrder.__typename).toBe('Order');
  expect((await closed)[0]).toBeGreaterThanOrEqual(1001);
  expect(await gateway.exited).toEqual([0, null]);
});

test('logs and records help, and hold no secret and nothing personal', async () => {
  await using gateway = await startProcess();
  const { sandbox, url } = gateway;
  const planted = ['Planted-Name', '+46700000017', 'planted@example.com', PERSON];
  await post(url, PLACE, { input });
  await post(url, 'query Named_198001010001 { client(id: "Client:Planted-Name") { name } }');
  await post(url, '{ client(id: "planted@example.com"', {}, { authorization: 'Bearer planted-token' });
  sandbox.fondo.fault({ operation: 'getClientById', answer: { status: 500, body: 'planted@example.com' } });
  await post(url, `query Known { client(id: "${DEMO_CLIENT}") { name } }`);
  await post(url, `query Known { client(id: "${DEMO_CLIENT}") { name } }`, {}, { 'x-correlation-id': 'page-17' });
  const { fondo, payex, aarthik } = sandbox.settings;
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const secrets = [fondo.clientSecret, payex.token, aarthik.apiKey, 'planted-token', DEMO_CLIENT, '198001010001'];
  const { __typename } = (await post(url, '{ __typename }')).data as { __typename: string };
  expect(__typename).toBe('Query');
  await until(() => gateway.output().includes('page-17'), 'the log');
  for (const word of [...planted, ...secrets]) {
    expect(gateway.output()).not.toContain(word);
    expect(metrics).not.toContain(word);
  }
  expect(gateway.output()).toMatch(/"requestId":"page-17".*"operation":"Known".*"codes":\["PROVIDER_UNAVAILABLE"\]/);
  expect(gateway.output()).toMatch(
    /"provider":"FONDO","endpoint":"\/v2\/partner\/client\/\{\}","method":"GET","status":500/,
  );
  expect(metrics).toMatch(/gateway_operation_duration_seconds_count\{operation="Known",type="query"\} \d/);
  expect(metrics).toMatch(
    /gateway_upstream_duration_seconds_count\{provider="FONDO",endpoint="\/v2\/partner\/client\/\{\}"/,
  );
  expect(metrics).toMatch(/gateway_upstream_breaker\{provider="PAYEX"\} 0/);
  const told = { time: expect.any(String), act: expect.any(String), who: 'open', what: 'placeOrder' };
  expect(gateway.records()).toMatchObject([
    { audit: 'INTENT', ...told, targets: [input.account, input.instrument], amount: '100', currency: 'SEK' },
    { audit: 'OUTCOME', ...told, outcome: 'DONE', id: expect.stringMatching(/^Order:/) },
  ]);
});

test('a stray rejection is logged and ends nothing; an exception is logged and stops the process in good order', async () => {
  const failing = `process.on('SIGUSR2', () => { Promise.reject(new TypeError('plan' + 'ted')) });
    process.on('SIGWINCH', () => { throw new RangeError('plan' + 'ted') });`;
  await using gateway = await startProcess({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(failing)}`,
  });
  const { sandbox, child, url } = gateway;
  child.kill('SIGUSR2');
  await until(() => /"error":"TypeError".*"msg":"unhandled rejection"/.test(gateway.output()), 'the log');
  sandbox.fondo.fault({ operation: 'getClientById', delayMs: 300 });
  const read = post(url, `{ client(id: "${DEMO_CLIENT}") { name } }`);
  await until(() => sandbox.fondo.calls.some(({ operationId }) => operationId === 'getClientById'), 'the read');
  child.kill('SIGWINCH');
  expect((await read).data.client.name).toEqual(expect.any(String));
  expect(await gateway.exited).toEqual([1, null]);
  expect(gateway.output()).toMatch(/"error":"RangeError".*"msg":"uncaught exception"/);
  expect(gateway.output()).not.toContain('planted');
});
