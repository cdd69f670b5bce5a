import { expect, test, vi } from 'vitest';
import { TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import { Callbacks } from '../../../src/subscriptions/payex/callbacks.ts';
import { startKit, until, type Kit, type Watching } from '../../kit/gateway.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';
import { act, apply, bare, FAST, quiet, SIGN_STATUS, startPayexKit } from '../../schema/payex/kit.ts';

/** An application whose Swedish signing has just been started. */
async function signing(kit: Kit): Promise<string> {
  const id = await apply(kit);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  return id;
}
const polls = ({ sandbox }: Kit): number =>
  sandbox.payex.calls.filter(({ operationId }) => operationId.startsWith('get')).length;
/** No interval of these ends while a test runs. */
const SLOW = { ...FAST, qrMs: 60_000, waitMs: 60_000, settleMs: 60_000 };

test('each new QR code is an event, with the words for the person', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  const codes = new Set<string>();
  for (let second = 0; second < 3; second += 1) {
    const [event] = await watching.take(1);
    codes.add(event?.data.signStatus.bankId.qrCode);
    expect(event?.data.signStatus.bankId.userMessage).toMatch(/QR code/);
    kit.sandbox.clock.advance(1_000);
  }
  expect(codes.size).toBe(3);
  await watching.leave();
});

test('a signing that is followed for an hour, and is not final, ends with a code that says so', async () => {
  const time = new SandboxTime();
  await using kit = await startKit({ gateway: { streams: { signing: { time, idleMs: 7_200_000 } } } });
  time.clock = kit.sandbox.clock;
  const application = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const watching = kit.watch(SIGN_STATUS, { application });
  await watching.take(1);
  for (const ms of [1_000, 3_599_000]) {
    await until(() => time.waiting === 1, 'the poller to wait');
    kit.sandbox.clock.advance(ms);
  }
  await expect(watching.rest()).rejects.toMatchObject([{ extensions: { code: 'STREAM_TIME_LIMIT' } }]);
});

test('fifty who watch one signing cost one poll, and each of them is told its end', async () => {
  const time = new SandboxTime(); // stands still, however long fifty connections take
  await using kit = await startPayexKit({ gateway: { streams: { signing: { ...SLOW, time } } } });
  time.clock = kit.sandbox.clock;
  const id = await signing(kit);
  const alone = kit.watch(SIGN_STATUS, { application: id });
  await alone.take(1);
  const cost = polls(kit);
  const crowd = Array.from({ length: 49 }, (_, at) =>
    (at % 2 ? kit.watch : kit.watchSse)(SIGN_STATUS, { application: id }),
  );
  await Promise.all(crowd.map((one) => one.take(1)));
  expect(polls(kit)).toBe(cost);
  await act(kit, 'cancelBankIdSigning', { application: id });
  kit.sandbox.clock.advance(1_000);
  for (const told of await Promise.all([alone, ...crowd].map((one) => one.rest())))
    expect(told.at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
});

/** Everything of an event that leads from the signing to the application and back. */
const ALL_WAYS = /* GraphQL */ `
  subscription ($application: ID!) {
    signStatus(application: $application) {
      isFinal
      application {
        status
        bankIdSigning {
          status
        }
        ... on Process {
          state
          nextActions {
            __typename
          }
        }
      }
      bankId {
        status
        qrCode
        application {
          status
          ... on Process {
            state
          }
        }
      }
    }
  }
`;
const CHANGED =
  'subscription ($application: ID!) { processChanged(id: $application) { state nextActions { ... on ShowBankId { signing { qrCode application { status } } } } ... on CreditApplication { bankIdSigning { status } } } }';

// Over Redis its clock keeps the pace, which this test does not set: see test/cluster.
test.skipIf(process.env['TEST_REDIS_URL'])(
  'fifty who come and go, whatever they select, never have a signing read more than once a second',
  async () => {
    const time = new SandboxTime();
    await using kit = await startKit({ gateway: { streams: { signing: { time, lingerMs: 0 } } } });
    time.clock = kit.sandbox.clock;
    kit.sandbox.payex.variants.autoSign = false;
    const id = await signing(kit);
    const { clock } = kit.sandbox;
    const reads: number[] = [];
    const seen = kit.sandbox.payex.calls.length;
    const note = (): void => {
      const made = kit.sandbox.payex.calls.slice(seen).filter(({ operationId }) => operationId === 'getSignBankidSe');
      while (reads.length < made.length) reads.push(clock.now());
    };
    const documents = [SIGN_STATUS, ALL_WAYS, CHANGED];
    const watching: Watching[] = [];
    for (let step = 0; step < 50; step += 1) {
      const one = kit.watch(documents[step % 3] ?? '', { application: id });
      expect((await one.take(1))[0]?.errors).toBeUndefined();
      note();
      watching.push(one);
      if (step % 4 === 3) for (const gone of watching.splice(0)) await gone.leave(); // the last one left
      for (let part = 0; part < 4; part += 1) {
        clock.advance(100);
        await new Promise((resolve) => setImmediate(resolve));
        note();
      }
    }
    for (const one of watching) await one.leave();
    const most = Math.max(...reads.map((from) => reads.filter((at) => at >= from && at < from + 3_000).length));
    expect(reads.length).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(3);
  },
  60_000,
);

test('no field of an event reads the signing or the application again', async () => {
  await using kit = await startPayexKit({ gateway: { streams: { signing: SLOW } } });
  const id = await signing(kit);
  kit.sandbox.payex.forget();
  const watching = kit.watch(ALL_WAYS, { application: id });
  expect((await watching.take(1))[0]?.data.signStatus).toMatchObject({
    application: { bankIdSigning: { status: 'PENDING' }, state: 'ACTION_REQUIRED' },
    bankId: { application: { status: 'INITIALIZED_DIGITAL_SIGN', state: 'ACTION_REQUIRED' } },
  });
  expect(kit.sandbox.payex.calls.map(({ operationId }) => operationId)).toEqual(['getApplication', 'getSignBankidSe']);
  await watching.leave();
});

test('while an order is renewed its last QR code is gone at once, and the new one is looked for after a second', async () => {
  const time = new SandboxTime();
  await using kit = await startKit({ gateway: { streams: { signing: { time } } } });
  time.clock = kit.sandbox.clock;
  kit.sandbox.payex.variants.autoSign = false;
  const id = await signing(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  const next = async () => (await watching.take(1))[0]?.data.signStatus.bankId;
  expect((await next()).qrCode).toMatch(/^data:image/);
  const body = { status: 'Pending', hintCode: 'OutstandingTransaction', qrCodeImageDataUrl: null };
  kit.sandbox.payex.fault({ operation: 'getSignBankidSe', times: 1, answer: { status: 200, body } });
  for (const qrCode of [null, expect.stringMatching(/^data:image/) as string]) {
    await until(() => time.waiting === 1, 'the poller to wait');
    expect(time.waits.at(-1)).toBe(1_000);
    kit.sandbox.clock.advance(1_000);
    expect(await next()).toMatchObject({ status: 'PENDING', qrCode });
  }
  await watching.leave();
});

test('leaving stops the polling', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  const [one, other] = [kit.watch(SIGN_STATUS, { application: id }), kit.watchSse(SIGN_STATUS, { application: id })];
  await Promise.all([one.take(1), other.take(1)]);
  await one.leave();
  const before = polls(kit);
  await until(() => polls(kit) > before + 2, 'polls for the one that stayed');
  await other.leave();
  await quiet(kit);
});

test.each([
  ['userCancel', 'SIGN_REJECTED_OR_FAILED', 'USER_CANCEL'],
  ['signByOther', 'SIGN_MISMATCH', null],
  ['sign', 'APPROVED', null],
] as const)('after %s the stream ends at %s', async (what, status, hintCode) => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  await watching.take(1);
  kit.sandbox.payex[what](bare(id));
  kit.sandbox.clock.advance(1_500);
  const last = (await watching.rest()).at(-1)?.data.signStatus;
  expect(last).toMatchObject({ isFinal: true, application: { status }, bankId: { hintCode, launchUrl: null } });
});

const REASON =
  'subscription ($id: ID!) { processChanged(id: $id) { state ... on CreditApplication { bankIdSigning { status hintCode userMessage(language: SV) } } } }';

test('one who comes to a process after its signing has failed is told why', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  kit.sandbox.payex.userCancel(bare(id));
  const watching = kit.watch(REASON, { id });
  const [first] = await watching.take(1);
  expect(first?.data.processChanged).toEqual({
    state: 'ACTION_REQUIRED',
    bankIdSigning: { status: 'FAILED', hintCode: 'USER_CANCEL', userMessage: 'Du avbröt. Försök igen när du vill.' },
  });
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  const [second] = await watching.take(1);
  expect(second?.data.processChanged.bankIdSigning).toMatchObject({ status: 'PENDING' });
  await watching.leave();
});

test('one who comes after the end is told the end at once', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  kit.sandbox.payex.sign(bare(id));
  kit.sandbox.clock.advance(1_500);
  expect(await kit.watch(SIGN_STATUS, { application: id }).rest()).toMatchObject([
    { data: { signStatus: { isFinal: true, application: { status: 'APPROVED' } } } },
  ]);
});

test('a signing on a hosted page is followed by its application, one call an interval', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit, TEST_PERSONS.danish, 'kontotype-dk-mini');
  await act(kit, 'startDanishSigning', { application: id });
  kit.sandbox.payex.forget();
  const watching = kit.watchSse(SIGN_STATUS, { application: id });
  await watching.take(1);
  await until(() => polls(kit) > 3, 'a few polls');
  expect(new Set(kit.sandbox.payex.calls.map(({ operationId }) => operationId))).toEqual(new Set(['getApplication']));
  kit.sandbox.payex.sign(bare(id));
  kit.sandbox.clock.advance(1_500);
  expect((await watching.rest()).at(-1)?.data.signStatus).toMatchObject({ application: { status: 'APPROVED' } });
});

test('an application that never was, and an id that is none, end with an error', async () => {
  await using kit = await startPayexKit();
  const codes = [];
  for (const application of ['Application:kontotyp-2:nothing', 'Order:1:2']) {
    const events = await kit.watchSse(SIGN_STATUS, { application }).rest();
    codes.push(events.at(-1)?.errors?.[0]?.extensions?.['code']);
  }
  expect(codes).toEqual(['NOT_FOUND', 'BAD_USER_INPUT']);
  const never = kit.watch(SIGN_STATUS, { application: 'Application:kontotyp-2:nothing' });
  await expect(never.rest()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND', provider: 'PAYEX' } }]);
});

test('a failure of PayEx is ridden out', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  await watching.take(1);
  kit.sandbox.payex.problem('getSignBankidSe', 500, 'fatal');
  kit.sandbox.payex.sign(bare(id));
  kit.sandbox.clock.advance(1_500);
  expect((await watching.rest()).at(-1)).toMatchObject({ data: { signStatus: { isFinal: true } } });
});

test.each([
  ['has failed, and was followed by another', { status: 200, body: { status: 'Failed', hintCode: 'StartFailed' } }],
  ['is in a state that is not known', { status: 200, body: { status: 'Paused' } }],
  ['is not to be found yet', { status: 404, body: { type: 'problems/not-found' } }],
])('an order that %s is looked for again while the signing is under way', async (_what, answer) => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  kit.sandbox.payex.fault({ operation: 'getSignBankidSe', times: 1, answer });
  const watching = kit.watch(SIGN_STATUS, { application: id });
  const [first, next] = await watching.take(2);
  expect(first?.data.signStatus.bankId?.status).not.toBe('PENDING');
  expect(next?.data.signStatus).toMatchObject({
    bankId: { status: 'PENDING', qrCode: expect.stringMatching(/^data:image/) },
  });
  await watching.leave();
});

test('an application that lapses while it is watched ends the stream with that reason', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  await watching.take(1);
  kit.sandbox.payex.lapse(bare(id));
  await expect(watching.rest()).rejects.toMatchObject([{ extensions: { reason: 'APPLICATION_LAPSED' } }]);
});

test('PayEx may call an address that nobody can guess, and news are read at once', async () => {
  const publicUrl = 'http://127.0.0.1:1/outside/';
  await using kit = await startPayexKit({ gateway: { publicUrl, streams: { signing: SLOW } } });
  const id = await signing(kit);
  const sent = kit.sandbox.payex.calls.find(({ operationId }) => operationId === 'createSignBankidSe')?.body;
  const { callbackUrl } = sent as { callbackUrl: string };
  expect(callbackUrl).toMatch(/^http:\/\/127\.0\.0\.1:1\/outside\/webhooks\/payex\/sign\/[\w-]{43,}$/);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  await watching.take(1);
  const path = callbackUrl.slice(publicUrl.length - 1);
  kit.sandbox.payex.userCancel(bare(id));
  expect((await fetch(kit.gateway.url + path)).status).toBe(204);
  expect((await watching.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
  expect((await fetch(`${kit.gateway.url}/webhooks/payex/sign/wrong`, { method: 'POST' })).status).toBe(204);
  const deleted = await fetch(kit.gateway.url + path, { method: 'DELETE' });
  expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect((await fetch(`${kit.gateway.url}/webhooks/nobody`)).status).toBe(404);
});

test('what is done through the gateway is seen at once by whoever watches', async () => {
  await using kit = await startPayexKit({ gateway: { streams: { signing: SLOW } } });
  const id = await signing(kit);
  const watching = kit.watch(SIGN_STATUS, { application: id });
  await watching.take(1);
  await act(kit, 'cancelBankIdSigning', { application: id });
  expect((await watching.rest()).at(-1)?.data.signStatus).toMatchObject({
    isFinal: true,
    application: { status: 'SIGN_REJECTED_OR_FAILED' },
    bankId: { status: 'FAILED', hintCode: 'CANCELLED' },
  });
});

test('while nothing is to be signed yet, PayEx is asked at a pace of its own', async () => {
  await using kit = await startPayexKit({ gateway: { streams: { signing: { ...SLOW, qrMs: 20, idleMs: 20 } } } });
  const watching = kit.watch(SIGN_STATUS, { application: await apply(kit, TEST_PERSONS.signer, 'kontotyp-1') });
  await watching.take(1);
  const before = polls(kit);
  await until(() => polls(kit) > before + 2, 'a few polls');
  await watching.leave();
});

test('one who comes later has PayEx asked anew', async () => {
  await using kit = await startPayexKit({ gateway: { streams: { signing: { ...SLOW, qrMs: 20, idleMs: 60_000 } } } });
  const application = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const watching = kit.watch(SIGN_STATUS, { application });
  await watching.take(1);
  kit.sandbox.payex.lapse(bare(application));
  const later = kit.watch(SIGN_STATUS, { application });
  for (const one of [watching, later]) {
    await expect(one.rest()).rejects.toMatchObject([{ extensions: { reason: 'APPLICATION_LAPSED' } }]);
  }
});

test('a callback of an origin that is listed is used as it is, and without a public address none is offered', async () => {
  await using kit = await startPayexKit({ gateway: { callbackOrigins: ['https://shop.example'] } });
  const started = async (extra: object): Promise<unknown> => {
    kit.sandbox.payex.forget();
    const application = await apply(kit);
    await act(kit, 'startBankIdSigning', { application, endUserIp: '2001:db8::1', ...extra });
    return kit.sandbox.payex.calls.find(({ operationId }) => operationId === 'createSignBankidSe')?.body;
  };
  expect(await started({})).toEqual({ endUserIp: '2001:db8::1' });
  expect(await started({ callbackUrl: 'https://shop.example/1' })).toMatchObject({
    callbackUrl: 'https://shop.example/1',
  });
  const application = await apply(kit);
  for (const callbackUrl of ['ftp://x', 'https://evil.example/1', 'https://shop.example.evil.example/', 'shop://x'])
    expect(await act(kit, 'startBankIdSigning', { application, endUserIp: 'me', callbackUrl })).toMatchObject({
      fields: [
        { path: 'input.endUserIp' },
        { path: 'input.callbackUrl', message: expect.stringMatching(/CALLBACK_ORIGINS/) },
      ],
    });
});

test('callback addresses end with their time, and the oldest make room for new ones', () => {
  const callbacks = new Callbacks<number>('https://gateway.example/', 60_000);
  const offer = (about: number): string => callbacks.offer(about)?.slice('https://gateway.example/'.length) ?? '';
  const tokens = Array.from({ length: 100_000 }, (_, about) => offer(about));
  expect(new Set(tokens).size).toBe(100_000);
  expect(callbacks.find(tokens[0] ?? '')).toBeUndefined();
  expect(callbacks.find(tokens[90_000] ?? '')).toBe(90_000);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 });
  expect(callbacks.find(tokens[90_000] ?? '')).toBeUndefined();
  vi.useRealTimers();
});
