import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { at, follow, startControl, type ControlKit } from './kit.ts';

async function seedApplication(kit: ControlKit, status: string): Promise<string> {
  const person = { profile: 'kontotype-dk', nationalNumber: '2512484916', country: 'DK' };
  const { applications } = await kit.put('/seed', { applications: [{ ...person, status }] });
  return applications[0];
}

const watchProcess = (kit: ControlKit, id: string) =>
  follow(
    kit.watch(`subscription { processChanged(id: "${id}") { ... on Application { status } } }`),
    (data) => data.processChanged.status,
  );

/** Each at the pace at which a live PayEx is asked would take longer than a test may. */
test('a subscriber hears within seconds what an application is put to while it waits for the person', async () => {
  await using kit = await startControl();
  const id = await seedApplication(kit, 'AWAITING_COMPLEMENTARY_INFO');
  const told = watchProcess(kit, id);
  await told.until('AWAITING_COMPLEMENTARY_INFO');
  for (const status of ['AWAITING_VERIFICATION', 'AWAITING_COMPLEMENTARY_INFO', 'REJECTED']) {
    await kit.put(at('applications', id), { status });
    await told.until(status);
  }
});

test.each(['INITIALIZED_KALP', 'AWAITING_SIGN', 'SIGN_REJECTED_OR_FAILED'])(
  'a subscriber of an application hears that it is put out of %s and back',
  async (status) => {
    await using kit = await startControl();
    const id = await seedApplication(kit, status);
    const told = watchProcess(kit, id);
    await told.until(status);
    await kit.put(at('applications', id), { status: 'AWAITING_VERIFICATION' });
    await told.until('AWAITING_VERIFICATION');
    await kit.put(at('applications', id), { status });
    await told.until(status);
  },
);

const PAYMENT = `account: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}", amount: "300"`;

/** An instruction with two payments, and their ids in the control. */
async function payTwice(kit: ControlKit, name: string) {
  const { data } = await kit.query(`mutation { createPaymentInstruction(input: { client: "${DEMO_CLIENT}", payments: [
    { ${PAYMENT}, clientRef: "${name}-1" }, { ${PAYMENT}, clientRef: "${name}-2" }
  ] }) { ... on PaymentInstruction { id payments { id } } } }`);
  const { id, payments } = data.createPaymentInstruction;
  return { id, payments: payments.map((one: { id: string }) => one.id) as [string, string] };
}

const watchInstruction = (kit: ControlKit, id: string) =>
  follow(
    kit.watch(`subscription { paymentInstructionChanged(id: "${id}") { status payments { status } } }`),
    ({ paymentInstructionChanged: { status, payments } }) =>
      [status, ...payments.map((one: { status: string }) => one.status)].join(' '),
  );

test('a subscriber of a payment instruction hears of each of its payments, and waits for no reading of it', async () => {
  await using kit = await startControl();
  const { id, payments } = await payTwice(kit, 'followed');
  const told = watchInstruction(kit, id);
  await told.until('NEW NEW NEW');
  await kit.put(at('payments', payments[0]), { status: 'PROCESSING' });
  await told.until('PROCESSING PROCESSING NEW');
  await kit.put(at('payments', payments[0]), { status: 'FAILED' });
  await told.until('PROCESSING FAILED NEW');
  await kit.put(at('payments', payments[1]), { status: 'COMPLETED' });
  await told.until('COMPLETED FAILED COMPLETED');
});

test('what becomes of the payments of another instruction is no reason to read this one', async () => {
  await using kit = await startControl();
  const [followed, other] = [await payTwice(kit, 'followed'), await payTwice(kit, 'other')];
  const [told, alsoTold] = [watchInstruction(kit, followed.id), watchInstruction(kit, other.id)];
  await Promise.all([told.until('NEW NEW NEW'), alsoTold.until('NEW NEW NEW')]);
  const readings = async () =>
    (await kit.ask('GET', '/calls?provider=FONDO&operation=getPaymentInstruction')).body.calls.filter(
      ({ path }: { path: string }) => path.endsWith(followed.id.split(':')[2] ?? ''),
    ).length;
  const before = await readings();
  await kit.put(at('payments', other.payments[0]), { status: 'FAILED' });
  await alsoTold.until('NEW FAILED NEW');
  expect(await readings()).toBe(before);
});
