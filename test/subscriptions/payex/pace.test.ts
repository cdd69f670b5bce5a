import { expect, test } from 'vitest';
import { startKit, until, type Kit } from '../../kit/gateway.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';
import { act, apply, SIGN_STATUS } from '../../schema/payex/kit.ts';

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
