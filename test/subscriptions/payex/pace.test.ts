import { expect, test } from 'vitest';
import { startKit, until, type Kit } from '../../kit/gateway.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';
import { act, apply, bare, SIGN_STATUS } from '../../schema/payex/kit.ts';

const reads = ({ sandbox }: Kit): number =>
  sandbox.payex.calls.filter(({ operationId }) => operationId === 'getSignBankidSe').length;

// Over Redis its clock keeps the pace, which this test does not set: see test/cluster.
test.skipIf(process.env['TEST_REDIS_URL'])(
  'an order that is extended is news that is read once the second since the last poll is over, not before',
  async () => {
    const time = new SandboxTime();
    await using kit = await startKit({ gateway: { streams: { signing: { time } } } });
    time.clock = kit.sandbox.clock;
    kit.sandbox.payex.variants.autoSign = false;
    const application = await apply(kit);
    await act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    const watching = kit.watch(SIGN_STATUS, { application });
    await watching.take(1);
    for (let extension = 1; extension <= 2; extension += 1) {
      await until(() => time.waiting === 1, 'the poller to wait');
      await act(kit, 'extendBankIdSigning', { application });
      const before = reads(kit); // the act looks at the signing itself
      kit.sandbox.clock.advance(999);
      await act(kit, 'extendBankIdSigning', { application }); // a round trip through gateway and provider
      expect([time.waiting, time.waits.length]).toEqual([1, extension]);
      const held = reads(kit);
      kit.sandbox.clock.advance(1);
      await until(() => reads(kit) === held + 1, 'the poll that was due');
      expect(held).toBeLessThanOrEqual(before + 1);
    }
    await watching.leave();
  },
);

const CHANGED =
  'subscription ($application: ID!) { processChanged(id: $application) { nextActions { __typename ... on ShowBankId { signing { status } } } } }';

test.skipIf(process.env['TEST_REDIS_URL'])(
  'a signing that is started anew is read once the second since its failure was read is over, and nobody is told that failure meanwhile',
  async () => {
    const time = new SandboxTime();
    await using kit = await startKit({ gateway: { streams: { signing: { time } } } });
    const { clock, payex } = kit.sandbox;
    time.clock = clock;
    payex.variants.autoSign = false;
    const application = await apply(kit);
    const start = () => act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    await start();
    const process = kit.watch(CHANGED, { application });
    const signing = kit.watch(SIGN_STATUS, { application });
    for (const one of [process, signing]) await one.take(1);
    payex.userCancel(bare(application));
    clock.advance(1_000);
    expect((await process.take(1))[0]?.data.processChanged.nextActions[0].__typename).toBe('Sign');
    expect((await signing.rest()).at(-1)?.data.signStatus).toMatchObject({ isFinal: true });
    await until(() => time.waiting === 1, 'the poller to wait');
    clock.advance(999);
    await start();
    const again = kit.watch(SIGN_STATUS, { application });
    const told = again.take(1);
    await act(kit, 'extendBankIdSigning', { application }); // a round trip through gateway and provider
    const held = reads(kit);
    expect(time.waiting).toBe(1);
    clock.advance(1);
    expect((await told)[0]?.data.signStatus).toMatchObject({ isFinal: false, bankId: { status: 'PENDING' } });
    expect((await process.take(1))[0]?.data.processChanged.nextActions[0].signing).toEqual({ status: 'PENDING' });
    expect(reads(kit)).toBe(held + 1);
    await Promise.all([process.leave(), again.leave()]);
  },
);
