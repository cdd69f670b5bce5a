import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { parseJson } from '../../src/datasources/kit/decode.ts';
import { startMangledKit } from '../kit/mangling-proxy.ts';
import { act, CLIENT, orderInput } from '../schema/fondo/kit.ts';

const BACKSLASH = String.fromCharCode(92);
const escaped = (...units: string[]): string => units.map((unit) => `${BACKSLASH}u${unit}`).join('');
const LONE = `A${escaped('d800')}B`;

test.each([
  ['a high half', escaped('d83d'), '\ufffd'],
  ['a low half', escaped('DE00'), '\ufffd'],
  ['halves in the wrong order', escaped('de00', 'd83d'), '\ufffd\ufffd'],
  ['two high halves and a low one', escaped('d83d', 'D83D', 'de00'), '\ufffd\u{1f600}'],
  ['a pair', escaped('d83d', 'de00'), '\u{1f600}'],
  ['a backslash before what looks like a half', `${BACKSLASH}${BACKSLASH}ud800`, `${BACKSLASH}ud800`],
  ['a half after a backslash', `${BACKSLASH}${BACKSLASH}${escaped('d800')}`, `${BACKSLASH}\ufffd`],
  ['other escapes', `${BACKSLASH}n${escaped('00e5', 'fffd', 'd7ff', 'e000')}`, '\nå\ufffd\ud7ff\ue000'],
])('%s in a text of a provider is read as well-formed Unicode', (_what, written, expected) => {
  expect(parseJson(`{"${written}":["${written}",12345678901234567890]}`)).toEqual({
    [expected]: [expected, '12345678901234567890'],
  });
});

test('half of a pair in an answer reaches the client as a replacement character', async () => {
  await using kit = await startMangledKit();
  kit.edges.fondo.mangle({
    at: /\/client\/[^/]+$/,
    body: (body) => body.toString().replace(/"name":"[^"]*"/, `"name":"${LONE}"`),
  });
  expect((await kit.query(`{ client(id: "${CLIENT}") { name } }`)).data.client.name).toBe('A\ufffdB');
});

test('half of a pair in an event reaches its subscribers as a replacement character', async () => {
  await using kit = await startMangledKit();
  kit.edges.fondo.frame = (text) => text.replaceAll(/"clientRef":"[^"]*"/g, `"clientRef":"${LONE}"`);
  const events = kit.watch(`subscription { clientEvents(client: "${CLIENT}", types: [ORDER], includeStatus: true) {
    ... on StreamStatus { state } ... on OrderChange { order { clientRef } } } }`);
  for (let state = ''; state !== 'LIVE';) state = (await events.take(1))[0]?.data.clientEvents.state;
  await act(kit, 'placeOrder', { ...orderInput, clientRef: 'mine' });
  const [event] = await events.take(1);
  expect(event?.data.clientEvents.order).toEqual({ clientRef: 'A\ufffdB' });
  await events.leave();
});

test('half of a pair in a webhook is kept as a replacement character', async () => {
  await using kit = await startMangledKit();
  const now = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    origin_experience: 'HYBRID',
    borrower: { provider_id: DEMO_BORROWER, journey: { type: 'PERSONAL_LOAN', status: 'MARK' } },
  }).replace('MARK', LONE);
  const { secret } = kit.sandbox.settings.aarthik.webhook;
  const signature = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex');
  const headers = {
    'x-al-delivery-id': randomUUID(),
    'x-al-timestamp': `${now}`,
    'x-al-signature': `sha256=${signature}`,
  };
  const { status } = await fetch(`${kit.gateway.url}/webhooks/aarthik/snapshot`, { method: 'POST', body, headers });
  expect(status).toBe(204);
  kit.edges.aarthik.mangle({ at: '/journey/offers', times: Infinity, status: 404 });
  const { data } = await kit.query(`{ loanJourney(id: "${DEMO_BORROWER}") { statusRaw } }`);
  expect(data.loanJourney).toEqual({ statusRaw: 'A\ufffdB' });
});
