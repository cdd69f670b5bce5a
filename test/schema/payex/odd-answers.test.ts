import { expect, test } from 'vitest';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import { startMangledKit, type MangledKit } from '../../kit/mangling-proxy.ts';
import { act, applicationInput, apply } from './kit.ts';

const CREATES = [
  {
    mutation: 'createApplication',
    input: applicationInput(TEST_PERSONS.signer, 'kontotyp-2'),
    at: /^POST .*\/applications$/,
    member: 'applicationId',
  },
  {
    mutation: 'createLimitUpgrade',
    input: { accountNumber: TEST_ACCOUNTS.norwegian.accountNo, requestedLimit: '9000', language: 'EN' },
    at: /^POST .*\/limit-upgrade-applications$/,
    member: 'limitUpgradeApplicationId',
  },
];
const BAD_IDS: Readonly<Record<string, unknown>> = {
  'a number': 5,
  null: null,
  'an empty text': '',
  'an object': {},
  'a list': ['a'],
  'two dots': '..',
  'one that is too long': 'a'.repeat(129),
  none: undefined,
};

test.each(CREATES)(
  '$mutation whose answer has no id of the right form is sent once, and of unknown outcome',
  async ({ mutation, input, at, member }) => {
    const answers: [what: string, json: unknown][] = [
      ...Object.entries(BAD_IDS).map(([what, id]): [string, unknown] => [
        what,
        (row: object) => ({ ...row, [member]: id }),
      ]),
      ['no object', []],
      ['nothing of it', {}],
      ['a text', 'done'],
      ['nothing', null],
    ];
    await using kit = await startMangledKit();
    for (const [what, json] of answers) {
      const mangled = kit.edges.payex.mangle({ at, isForwarded: true, json, times: 2 });
      const result = await act(kit, mutation, input);
      mangled.remove();
      expect([what, mangled.count, result.code]).toEqual([what, 1, 'OUTCOME_UNKNOWN']);
    }
  },
);

const FOREIGN: Readonly<Record<string, unknown>> = {
  'of another': '00000000-0000-4000-8000-00000000abcd',
  ...BAD_IDS,
};

/** What an answer about the application with such an id leads to. */
async function readWith(kit: MangledKit, application: string, id: unknown) {
  const mangled = kit.edges.payex.mangle({
    at: /^GET .*\/applications\//,
    json: (row: object) => ({ ...row, applicationId: id }),
  });
  const document = `query ($id: ID!) { application(id: $id) { id status } }`;
  const { data, errors } = await kit.query(document, { id: application });
  expect(mangled.count).toBe(1);
  return [data.application?.id ?? null, errors?.[0]?.extensions?.['code']];
}

test('an application is one only under its own id; one that shows none is taken for what was asked for', async () => {
  await using kit = await startMangledKit();
  const application = await apply(kit);
  for (const [what, id] of Object.entries(FOREIGN)) {
    const isTaken = id == null;
    expect([what, ...(await readWith(kit, application, id))]).toEqual(
      isTaken ? [what, application, undefined] : [what, null, 'PROVIDER_BAD_ANSWER'],
    );
  }
});
