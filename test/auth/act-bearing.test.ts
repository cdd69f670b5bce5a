import { getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { PERMISSIONS } from '../../src/auth/access.ts';
import { actBearingFields } from '../../src/auth/act-bearing.ts';
import { schema } from '../../src/schema/index.ts';
import { HARMLESS } from './harmless.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';
import { BORROWER, SIGNABLE } from './samples.ts';

/** Names of what opens something, wherever it stands. */
const OPENS = /url$|token|^qr|launch|signature|secret/i;

test('every field that leads somewhere is marked as one with which its holder can act, or known to be harmless', () => {
  const marked = new Set(actBearingFields(schema).map(({ type, field }) => `${type}.${field}`));
  const suspects = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(isObjectType(type) ? type.getFields() : {})
        .filter(
          (field) =>
            getNamedType(field.type).name === 'URL' ||
            (getNamedType(field.type).name === 'String' && OPENS.test(field.name)) ||
            /whoever (?:holds|has|opens) it/i.test(field.description ?? ''),
        )
        .map(({ name }) => `${type.name}.${name}`),
    );
  expect(suspects.filter((field) => !marked.has(field) && !(field in HARMLESS))).toEqual([]);
  expect(Object.keys(HARMLESS).filter((field) => !suspects.includes(field))).toEqual([]);
  expect([...marked].sort()).toEqual([
    'AccountAggregator.url',
    'BankIdSigning.autostartToken',
    'BankIdSigning.launchUrl',
    'BankIdSigning.qrCode',
    'HostedLoanPage.url',
    'HostedStep.url',
    'Journey.url',
    'OpenUrl.url',
    'ProcessPage.url',
    'SwishDeposit.launchUrl',
    'SwishDeposit.qrImage',
  ]);
});

test('the description of every such field names what it takes', () => {
  for (const { type: name, field } of actBearingFields(schema)) {
    const type = schema.getType(name);
    const description = isObjectType(type) ? (type.getFields()[field]?.description ?? '') : '';
    expect(description, `${name}.${field}`).toMatch(/for a caller without (?:the permission `\w+:\w+`|the provider's)/);
  }
});

const READER = { ...EVERYTHING, permissions: PERMISSIONS.filter((one) => /:read$/.test(one)) };

describe('a caller who may read everything, and write nothing', () => {
  let auth: AuthKit;
  let journey = '';
  const CONSENT = `LoanJourney:${TEST_BORROWERS.consent.id}`;
  beforeAll(async () => {
    auth = await startAuthKit();
    auth.kit.sandbox.payex.variants.autoSign = false;
    const { data } = await auth.as(
      EVERYTHING,
      `mutation {
        createJourney(input: { client: "${DEMO_CLIENT}", journey: { createAccount: { accountName: "Mine" } } }) { ... on Journey { id } }
        startBankIdSigning(input: { application: "${SIGNABLE}", endUserIp: "192.0.2.1" }) { __typename }
      }`,
    );
    journey = data.createJourney.id;
  }, 60_000);
  afterAll(() => auth[Symbol.asyncDispose]());

  const both = async (document: string) => ({
    reader: await auth.as(READER, document),
    writer: await auth.as(EVERYTHING, document),
  });

  test('sees where a journey stands, and not its address', async () => {
    const { reader, writer } = await both(
      `{ process(id: "${journey}") { state nextActions { ... on OpenUrl { purpose url } } ... on Journey { status url } } }`,
    );
    expect(reader.errors).toBeUndefined();
    expect(reader.data.process).toEqual({
      state: 'ACTION_REQUIRED',
      nextActions: [{ purpose: 'HOSTED_PAGES', url: null }],
      status: 'NEW',
      url: null,
    });
    expect(writer.data.process.url).toMatch(/^http/);
    expect(writer.data.process.nextActions[0].url).toBe(writer.data.process.url);
  });

  test('sees what goes on in a signing, and neither QR code nor token nor link', async () => {
    const fields = 'status userMessage qrCode autostartToken launchUrl';
    const { reader, writer } = await both(
      `{ process(id: "${SIGNABLE}") { nextActions { ... on ShowBankId { signing { ${fields} } } } ... on CreditApplication { bankIdSigning { ${fields} } } } }`,
    );
    expect(reader.errors).toBeUndefined();
    const withheld = { status: 'PENDING', qrCode: null, autostartToken: null, launchUrl: null };
    expect(reader.data.process).toMatchObject({ nextActions: [{ signing: withheld }], bankIdSigning: withheld });
    const { bankIdSigning } = writer.data.process;
    for (const field of ['qrCode', 'autostartToken', 'launchUrl'])
      expect(bankIdSigning[field]).toEqual(expect.any(String));
  });

  test('is refused where acting is all that is asked for', async () => {
    const open = (id: string) =>
      `mutation { openProcessUrl(input: { process: "${id}" }) { ... on ProcessPage { url } ... on Problem { code } } }`;
    for (const [id, permission] of [
      [journey, 'investing:write'],
      [SIGNABLE, 'onboarding:write'],
      [`LoanJourney:${BORROWER}`, 'loans:write'],
    ] as const) {
      const { errors } = await auth.as(READER, open(id));
      expect(errors, id).toMatchObject([
        { message: expect.stringContaining(permission) as string, extensions: { code: 'FORBIDDEN' } },
      ]);
    }
    expect((await auth.as(EVERYTHING, open(journey))).data.openProcessUrl.url).toMatch(/^http/);
  });

  test('sees that a consent is to be given, and not its address', async () => {
    await auth.as(
      EVERYTHING,
      `mutation { startLoanJourney(input: { borrower: "${TEST_BORROWERS.consent.id}", personal: { mobileNumber: "9876543210" } }) { __typename } }`,
    );
    auth.kit.sandbox.clock.advance(6_000);
    const { reader, writer } = await both(
      `{ loanJourney(id: "${CONSENT}") { accountAggregator { status url } nextActions { ... on OpenUrl { purpose url } } } }`,
    );
    expect(reader.errors).toBeUndefined();
    expect(reader.data.loanJourney).toMatchObject({
      accountAggregator: { status: 'READY', url: null },
      nextActions: [{ purpose: 'CONSENT', url: null }],
    });
    expect(writer.data.loanJourney.accountAggregator.url).toMatch(/^http/);
    expect(writer.data.loanJourney.nextActions[0].url).toMatch(/^http/);
  });
});
