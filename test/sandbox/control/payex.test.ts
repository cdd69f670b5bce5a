import { expect, test } from 'vitest';
import { DEMO_SIGNABLE_APPLICATION } from '../../../sandbox/payex/index.ts';
import { at, follow, startControl, type ControlKit } from './kit.ts';

const { accountProfile, applicationId } = DEMO_SIGNABLE_APPLICATION;
const APPLICATION = `Application:${accountProfile}:${applicationId}`;

const statusOf = async (kit: ControlKit, id = APPLICATION) =>
  (await kit.query(`{ application(id: "${id}") { status } }`)).data?.application?.status ?? null;

async function startSigning(kit: ControlKit): Promise<void> {
  const { data } = await kit.query(
    `mutation { startBankIdSigning(input: { application: "${APPLICATION}", endUserIp: "192.0.2.10" }) { __typename } }`,
  );
  expect(data.startBankIdSigning.__typename).toBe('BankIdSigning');
}

const watchSigning = (kit: ControlKit, id = APPLICATION) =>
  follow(
    kit.watch(`subscription { signStatus(application: "${id}") { application { status } } }`),
    (data) => data.signStatus.application.status,
  );

test.each([
  ['SIGN', 'APPROVED', null],
  ['SIGN_AS_OTHER', 'SIGN_MISMATCH', null],
  ['DECLINE', 'SIGN_REJECTED_OR_FAILED', 'USER_CANCEL'],
  ['CERTIFICATE_ERROR', 'SIGN_REJECTED_OR_FAILED', 'CERTIFICATE_ERR'],
  ['EXPIRE', 'SIGN_REJECTED_OR_FAILED', 'START_FAILED'],
])('a signing ends at once when the person does %s: the application is %s', async (act, status, hint) => {
  await using kit = await startControl();
  await startSigning(kit);
  const told = watchSigning(kit);
  await told.until('INITIALIZED_DIGITAL_SIGN');
  const shown = await kit.put(at('signings', APPLICATION), { act });
  expect(shown).toMatchObject({ id: APPLICATION, status, signing: { method: 'BANKID_SE', hint } });
  await told.until(status);
  expect(await statusOf(kit)).toBe(status);
  expect((await kit.ask('POST', at('signings', APPLICATION), { act: 'SIGN' })).status).toBe(409);
  await kit.put('/clock', { advance: 'PT5M' });
  expect(await statusOf(kit)).toBe(status);
});

test('a person who has opened the app signs when told to, and not before', async () => {
  await using kit = await startControl();
  await startSigning(kit);
  expect(await kit.put(at('signings', APPLICATION), { act: 'OPEN_APP' })).toMatchObject({
    signing: { hint: 'STARTED' },
  });
  await kit.put('/clock', { advance: 'PT1M' });
  expect(await statusOf(kit)).toBe('INITIALIZED_DIGITAL_SIGN');
  await kit.put(at('signings', APPLICATION), { act: 'SIGN' });
  expect(await statusOf(kit)).toBe('APPROVED');
});

test.each(['APPROVED', 'REJECTED', 'SIGN_MISMATCH', 'SIGN_REJECTED_OR_FAILED'])(
  'an application that somebody signs is put to %s, and the signing ends with it',
  async (status) => {
    await using kit = await startControl();
    await startSigning(kit);
    const told = watchSigning(kit);
    await told.until('INITIALIZED_DIGITAL_SIGN');
    await kit.put(at('applications', APPLICATION), { status });
    await told.until(status);
    expect(await statusOf(kit)).toBe(status);
  },
);

test('an application takes every status of its way, and the process says what is to be done', async () => {
  await using kit = await startControl();
  const { applications } = await kit.put('/seed', {
    applications: [{ profile: 'kontotype-dk', nationalNumber: '2512484916', country: 'DK' }],
  });
  const [id] = applications as string[];
  for (const [status, action] of [
    ['AWAITING_COMPLEMENTARY_INFO', 'AnswerQuestions'],
    ['AWAITING_VERIFICATION', 'Verify'],
    ['AWAITING_SIGN', 'Sign'],
  ] as const) {
    await kit.put(at('applications', id ?? ''), { status });
    const { data } = await kit.query(`{ process(id: "${id}") { nextActions { __typename } } }`);
    expect(data.process.nextActions.map((one: { __typename: string }) => one.__typename)).toContain(action);
  }
  await kit.put(at('applications', id ?? ''), { status: 'REJECTED' });
  expect(await statusOf(kit, id)).toBe('REJECTED');
});

test('a signing can be put under way for every country, without the API', async () => {
  await using kit = await startControl();
  const { applications } = await kit.put('/seed', {
    applications: [
      { profile: 'kontotyp-2', nationalNumber: '19101010-1010', status: 'INITIALIZED_DIGITAL_SIGN' },
      { profile: 'kontotype-no', nationalNumber: '12837510110', country: 'NO', status: 'INITIALIZED_DIGITAL_SIGN' },
      { profile: 'kontotype-dk', nationalNumber: '2512484916', country: 'DK', status: 'INITIALIZED_DIGITAL_SIGN' },
    ],
  });
  await kit.put('/clock', { advance: 'PT1M' });
  const { body } = await kit.ask('GET', '');
  const shown = [...body.applications].reverse().slice(-3);
  expect(shown.map(({ id, status, signing }: any) => [id, status, signing.method, signing.status])).toEqual([
    [applications[0], 'INITIALIZED_DIGITAL_SIGN', 'BANKID_SE', 'PENDING'],
    [applications[1], 'INITIALIZED_DIGITAL_SIGN', 'BANKID_NO', 'PENDING'],
    [applications[2], 'INITIALIZED_DIGITAL_SIGN', 'MITID_DK', 'PENDING'],
  ]);
  for (const id of applications as string[]) await kit.put(at('signings', id), { act: 'SIGN' });
  expect(await Promise.all(applications.map((id: string) => statusOf(kit, id)))).toEqual([
    'APPROVED',
    'APPROVED',
    'APPROVED',
  ]);
});

test('an application that PayEx has forgotten is gone, until it is put back', async () => {
  await using kit = await startControl();
  expect(await kit.put(at('applications', APPLICATION), { status: 'LAPSED' })).toMatchObject({ lapsed: true });
  expect(await statusOf(kit)).toBeNull();
  expect(await kit.put(at('applications', APPLICATION), { status: 'AWAITING_SIGN' })).toMatchObject({ lapsed: false });
  expect(await statusOf(kit)).toBe('AWAITING_SIGN');
});

test('what an application cannot be is told, and leaves it as it was', async () => {
  await using kit = await startControl();
  const refusal = async (path: string, body: unknown) => {
    const answered = await kit.ask('POST', path, body);
    return [answered.status, answered.body.errors[0].message];
  };
  expect(await refusal(at('signings', APPLICATION), { act: 'SIGN' })).toEqual([
    409,
    expect.stringContaining('No signing'),
  ]);
  expect(await refusal(at('applications', APPLICATION), { status: 'INITIALIZED_KALP' })).toEqual([
    409,
    'kontotyp-2 has no budget form.',
  ]);
  expect((await refusal(at('applications', 'Application:kontotyp-2:nobody'), { status: 'APPROVED' }))[0]).toBe(404);
  expect((await refusal(at('applications', APPLICATION), { status: 'UNKNOWN' }))[0]).toBe(400);
  expect(await statusOf(kit)).toBe('AWAITING_SIGN');
});
