import { request } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { DEFAULT_CAPACITY } from '../../src/datasources/kit/capacity.ts';
import { Upstream } from '../../src/datasources/kit/http/resilience.ts';
import { BadValue } from '../../src/faults.ts';
import { createTransport } from '../../src/datasources/kit/http/transport.ts';
import { parseJson, wireNumber } from '../../src/datasources/kit/decode.ts';
import { startKit, until } from '../kit/gateway.ts';

/** A server that takes connections and notes when the other side leaves. */
async function silentServer() {
  const seen = { connections: 0, left: 0 };
  const server = createServer((socket) => {
    seen.connections += 1;
    socket.resume();
    socket.on('error', () => undefined);
    socket.on('close', () => (seen.left += 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, seen, [Symbol.asyncDispose]: close };
}

test('a caller who leaves stops the reads that were made for it', async () => {
  await using silent = await silentServer();
  await using kit = await startKit({
    settings: (given) => ({ ...given, aarthik: { ...given.aarthik, url: silent.url } }),
  });
  const body = JSON.stringify({ query: '{ loanJourney(id: "BORROWER-123") { status } }' });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const call = request(`${kit.gateway.url}/graphql`, { method: 'POST', headers });
  call.on('error', () => undefined);
  call.end(body);
  await until(() => silent.seen.connections > 0, 'the upstream call');
  call.destroy();
  await until(() => silent.seen.left > 0, 'the upstream call to be given up');
});

test('an order goes on although the caller has left', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', delayMs: 150 });
  const body = JSON.stringify({
    query: `mutation { placeOrder(input: { account: "Account:${DEMO_CLIENT}:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11",
      instrument: "SE0012193019SEK", trade: { buyAmount: 500 }, executor: "197001010003", clientRef: "left-early" }) { __typename } }`,
  });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const call = request(`${kit.gateway.url}/graphql`, { method: 'POST', headers });
  call.on('error', () => undefined);
  call.end(body);
  await until(() => kit.sandbox.fondo.calls.some(({ operationId }) => operationId === 'createOrder'), 'the order');
  call.destroy();
  const placed = (): boolean =>
    kit.sandbox.fondo.state.books(DEMO_CLIENT)?.tables.order.rows.some(({ clientRef }) => clientRef === 'left-early') ??
    false;
  await until(placed, 'the order to be placed');
});

test('an answer that never ends is cut off at its limit', async () => {
  await using server = await endlessServer();
  const { exchange, close } = createTransport({ provider: 'FONDO', url: server.url, maxBodyBytes: 100_000 });
  await expect(exchange({ path: '/' })).rejects.toMatchObject({ code: 'PROVIDER_BAD_ANSWER' });
  await close();
});

async function endlessServer() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[');
    const pour = (): void => {
      while (!socket.destroyed && socket.write('1,'.repeat(5_000)));
    };
    socket.on('drain', pour);
    pour();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}

test('decimals keep every digit in both directions', () => {
  expect(parseJson('{"amount":1234567890123456.7891,"units":0.0000001,"ref":"160367146695159"}')).toEqual({
    amount: '1234567890123456.7891',
    units: 1e-7,
    ref: '160367146695159',
  });
  expect(JSON.stringify({ amount: wireNumber('19.90'), units: wireNumber('1234567890.1234567') })).toBe(
    '{"amount":19.90,"units":1234567890.1234567}',
  );
});

test('the version of PayEx stands in its paths', async () => {
  await using kit = await startKit({
    settings: (given) => ({ ...given, payex: { ...given.payex, apiVersion: 'v9' } }),
  });
  await kit.query('{ offers { title } }');
  expect(kit.sandbox.payex.callList()).toEqual(['GET /ledger/account-onboarding/v9/591/offers']);
});

test('an exception of our own code is no outage of the provider, and is thrown as it is', async () => {
  await using silent = await silentServer();
  const upstream = new Upstream('FONDO', { ...DEFAULT_CAPACITY, breakerCalls: 5, retries: 0 });
  const { exchange, close } = createTransport({ provider: 'FONDO', url: silent.url, upstream });
  for (let at = 0; at < 20; at += 1) {
    await expect(exchange({ path: '/', query: { ref: '\ud800' } })).rejects.toBeInstanceOf(BadValue);
    await expect(exchange({ path: '/', headers: { 'x-broken': 'a\nb' } })).rejects.toMatchObject({
      code: 'UND_ERR_INVALID_ARG',
    });
  }
  expect(upstream.state).toMatchObject({ breaker: 'CLOSED', running: 0 });
  await close();
});
