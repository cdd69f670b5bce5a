import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { until } from '../../kit/gateway.ts';
import { startControl, type ControlKit } from './kit.ts';

const CLIENT = `{ client(id: "${DEMO_CLIENT}") { name } }`;
const codeOf = async (kit: ControlKit) => {
  const { data, errors } = await kit.query(CLIENT);
  return errors?.[0]?.extensions?.['code'] ?? data.client.name;
};
const operation = 'getClientById';

test('a provider answers oddly as often as told, and then as ever', async () => {
  await using kit = await startControl();
  const odd = { provider: 'FONDO', kind: 'ANSWER', operation, status: 200, body: { id: 7 }, times: 1 };
  const fault = await kit.put('/faults', odd);
  expect(fault).toMatchObject({ provider: 'FONDO', kind: 'ANSWER', operation, left: 1, until: null });
  expect(await codeOf(kit)).toBe('PROVIDER_BAD_ANSWER');
  expect(await codeOf(kit)).toBe('Habibi Sparande AB');
  expect((await kit.ask('GET', '')).body.faults).toEqual([]);
});

test('a fault is taken back, by its id or with all others', async () => {
  await using kit = await startControl();
  const down = { provider: 'FONDO', kind: 'ANSWER', status: 500, operation };
  const { id } = await kit.put('/faults', down);
  expect(await codeOf(kit)).toBe('PROVIDER_UNAVAILABLE');
  expect((await kit.ask('DELETE', `/faults/${id}`)).status).toBe(204);
  expect((await kit.ask('DELETE', `/faults/${id}`)).status).toBe(404);
  expect(await codeOf(kit)).toBe('Habibi Sparande AB');
  await kit.put('/faults', { provider: 'FONDO', kind: 'SOCKET', socket: 'REFUSE', operation, times: 100 });
  expect(await codeOf(kit)).toBe('PROVIDER_UNAVAILABLE');
  expect((await kit.ask('DELETE', '/faults')).status).toBe(204);
  expect(await codeOf(kit)).toBe('Habibi Sparande AB');
});

test('a provider is down for a while, and comes back by itself', async () => {
  await using kit = await startControl();
  const fault = await kit.put('/faults', { provider: 'AARTHIK', kind: 'DOWN', for: 'PT0.2S' });
  expect(Date.parse(fault.until)).toBeGreaterThan(Date.now() - 1_000);
  const { body } = await kit.ask('GET', '');
  expect(body.providers).toMatchObject({ FONDO: { up: true }, AARTHIK: { up: false } });
  expect(body.faults).toEqual([fault]);
  await until(() => !kit.sandbox.providers.aarthik?.isDown(), 'the provider');
  expect((await kit.ask('GET', '')).body.faults).toEqual([]);
});

test('a provider that is down is not down twice', async () => {
  await using kit = await startControl();
  await kit.put('/faults', { provider: 'PAYEX', kind: 'DOWN' });
  const again = await kit.ask('POST', '/faults', { provider: 'PAYEX', kind: 'DOWN' });
  expect(again.body.errors[0]).toMatchObject({
    message: 'PAYEX is down already.',
    extensions: { code: 'NOT_POSSIBLE' },
  });
});

test('a slow provider is slow', async () => {
  await using kit = await startControl();
  await kit.put('/faults', { provider: 'FONDO', kind: 'SLOW', delayMs: 300, operation, times: 1 });
  const begun = performance.now();
  expect(await codeOf(kit)).toBe('Habibi Sparande AB');
  expect(performance.now() - begun).toBeGreaterThan(290);
});

test('it tells what the gateway has asked, and forgets it', async () => {
  await using kit = await startControl();
  await kit.query(CLIENT);
  const { body } = await kit.ask('GET', `/calls?provider=FONDO&operation=${operation}`);
  expect(body.calls).toEqual([
    { provider: 'FONDO', operation, method: 'GET', path: `/v2/partner/client/${DEMO_CLIENT}`, status: 200 },
  ]);
  expect((await kit.ask('DELETE', '/calls')).status).toBe(204);
  expect((await kit.ask('GET', '/calls')).body).toEqual({ calls: [] });
});

test('more than fifty faults at a time are refused', async () => {
  await using kit = await startControl();
  const fault = { provider: 'PAYEX', kind: 'SLOW', delayMs: 1 };
  for (let count = 0; count < 50; count += 1) await kit.put('/faults', fault);
  expect((await kit.ask('POST', '/faults', fault)).status).toBe(409);
});
