import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { TEST_PERSONS, type TestPerson } from '../../../sandbox/payex/index.ts';
import { bankIdQrText } from '../../../sandbox/payex/bankid-qr.ts';
import { readQrUrl } from '../../kit/qr-reader.ts';
import { payexWithClient, SIGN_SE } from './client.ts';

/** An application whose signing has just been started. */
async function signing(person: TestPerson, variants = {}) {
  const payex = await payexWithClient({ variants });
  const path = await payex.apply('kontotyp-2', person);
  const id = path.split('/').at(-1) ?? '';
  const started = await payex.post(`${path}/sign-bankid-se`, SIGN_SE);
  const read = async () => (await payex.get(`${path}/sign-bankid-se`)).body;
  return { ...payex, path, id, started, read };
}

test('the QR code reads as BankID prescribes, and as another text each second', async () => {
  await using payex = await signing(TEST_PERSONS.signer, { autoSign: false });
  const texts: string[] = [];
  for (let second = 0; second < 3; second += 1) {
    const url = (await payex.read())['qrCodeImageDataUrl'];
    expect((await payex.read())['qrCodeImageDataUrl']).toBe(url);
    texts.push(readQrUrl(url));
    payex.clock.advance(1_000);
  }
  const parts = texts.map((text) => /^bankid\.([\da-f-]{36})\.(\d+)\.([\da-f]{64})$/.exec(text) ?? []);
  expect(parts.map(([, , seconds]) => seconds)).toEqual(['0', '1', '2']);
  expect(new Set(parts.map(([, token]) => token)).size).toBe(1);
  expect(new Set(parts.map(([, , , code]) => code)).size).toBe(3);
  payex.clock.advance(30_000);
  expect(readQrUrl((await payex.read())['qrCodeImageDataUrl'])).not.toContain(parts[0]?.[1]);
});

test('the text of a QR code is that of the example which BankID publishes', () => {
  const [token, secret] = ['67df3917-fa0d-44e5-b327-edcc928297f8', 'd28db9a7-4cde-429e-a983-359be676944c'];
  expect([0, 1, 2].map((seconds) => bankIdQrText(token, secret, seconds))).toEqual([
    `bankid.${token}.0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8`,
    `bankid.${token}.1.949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2`,
    `bankid.${token}.2.a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3`,
  ]);
});

test('an order that nobody opens is renewed every 30 seconds, until the allowance is used up', async () => {
  await using payex = await signing(TEST_PERSONS.neverOpens);
  const tokens = new Set<unknown>();
  const left: unknown[] = [];
  for (let step = 0; step < 6; step += 1) {
    const { autostartToken, secondsLeftThirtySecondsInterval, status } = await payex.read();
    expect(status).toBe('Pending');
    tokens.add(autostartToken);
    left.push(secondsLeftThirtySecondsInterval);
    payex.clock.advance(30_000);
  }
  expect(tokens.size).toBe(6);
  expect(left).toEqual([180, 150, 120, 90, 60, 30]);
  expect(await payex.read()).toMatchObject({
    status: 'Failed',
    hintCode: 'StartFailed',
    secondsLeftThirtySecondsInterval: 0,
  });
  expect(await payex.statusOf(payex.path)).toBe('SignRejectedOrFailed');
});

test('extending gives the whole allowance again, ten times', async () => {
  await using payex = await signing(TEST_PERSONS.signer, { autoSign: false });
  payex.clock.advance(100_000);
  const extended = await payex.post(`${payex.path}/sign-bankid-se/extend`);
  expect(extended.body).toEqual({ maxExtends: 10, currentExtend: 1, secondsLeftThirtySecondsInterval: 180 });
  payex.clock.advance(179_000);
  expect((await payex.read())['status']).toBe('Pending');
  for (let count = 2; count <= 10; count += 1) await payex.post(`${payex.path}/sign-bankid-se/extend`);
  expect(await payex.post(`${payex.path}/sign-bankid-se/extend`)).toMatchObject({ status: 409, code: 'conflict' });
  expect((await payex.read())['operations']).toMatchObject([{ rel: 'cancel' }]);
  payex.clock.advance(180_000);
  expect((await payex.read())['hintCode']).toBe('StartFailed');
});

test('a slow person needs an extend', async () => {
  await using payex = await signing(TEST_PERSONS.slow);
  payex.clock.advance(5_000);
  expect((await payex.read())['hintCode']).toBe('UserMrtd');
  payex.clock.advance(175_000);
  expect((await payex.read())['hintCode']).toBe('ExpiredTransaction');
  await payex.post(`${payex.path}/sign-bankid-se`, SIGN_SE);
  payex.clock.advance(170_000);
  await payex.post(`${payex.path}/sign-bankid-se/extend`);
  payex.clock.advance(31_000);
  expect(await payex.statusOf(payex.path)).toBe('Approved');
});

test('a cancelled signing cannot be cancelled again, but started anew', async () => {
  await using payex = await signing(TEST_PERSONS.signer);
  expect(await payex.post(`${payex.path}/sign-bankid-se/cancel`)).toMatchObject({ status: 201, body: {} });
  expect(await payex.read()).toMatchObject({ status: 'Failed', hintCode: 'Cancelled' });
  expect(await payex.post(`${payex.path}/sign-bankid-se/cancel`)).toMatchObject({ code: 'invalid-bank-id-state' });
  expect(await payex.statusOf(payex.path)).toBe('SignRejectedOrFailed');
  await payex.post(`${payex.path}/sign-bankid-se`, SIGN_SE);
  payex.clock.advance(11_000);
  expect(await payex.statusOf(payex.path)).toBe('Approved');
});

test.each([
  [TEST_PERSONS.canceller, 'Failed', 'UserCancel', 'SignRejectedOrFailed'],
  [TEST_PERSONS.certificateError, 'Failed', 'CertificateErr', 'SignRejectedOrFailed'],
  [TEST_PERSONS.otherSigner, 'Complete', null, 'SignMismatch'],
])('the person decides how it ends: $outcome', async (person, status, hintCode, end) => {
  await using payex = await signing(person);
  payex.clock.advance(11_000);
  expect(await payex.read()).toMatchObject({ status, hintCode });
  expect(await payex.statusOf(payex.path)).toBe(end);
});

test('a test that steers the signing has the demo person leave it alone', async () => {
  await using payex = await signing(TEST_PERSONS.signer);
  payex.sandbox.openApp(payex.id);
  payex.clock.advance(20_000);
  expect(await payex.read()).toMatchObject({ status: 'Pending', hintCode: 'UserSign' });
  payex.sandbox.signByOther(payex.id);
  payex.clock.advance(1_000);
  expect(await payex.statusOf(payex.path)).toBe('SignMismatch');
});

test('the callback address is called when the signing and when the application changes', async () => {
  const calls: string[] = [];
  const receiver = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end(() => receiver.emit('called'));
  }).listen(0, '127.0.0.1');
  const called = async (count: number) => {
    while (calls.length < count) await once(receiver, 'called');
  };
  try {
    await once(receiver, 'listening');
    await using payex = await payexWithClient();
    const path = await payex.apply('kontotyp-2', TEST_PERSONS.signer);
    const callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    await payex.post(`${path}/sign-bankid-se`, { ...SIGN_SE, callbackUrl });
    await called(1); // InitializedDigitalSign
    payex.clock.advance(10_000);
    await called(2); // Complete
    payex.clock.advance(1_000);
    await called(3); // Approved
    expect(calls).toEqual(['GET /hook', 'GET /hook', 'GET /hook']);
  } finally {
    receiver.close();
  }
});
