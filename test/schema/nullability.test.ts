import {
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  validateSchema,
  type GraphQLField,
} from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { DEMO_APPLICATION } from '../../sandbox/payex/index.ts';
import { schema } from '../../src/schema/index.ts';
import { sdlOf } from '../../src/schema/sdl.ts';
import { startKit } from '../kit/gateway.ts';

interface Place {
  readonly at: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** The levels that `@semanticNonNull` names. */
  readonly levels: readonly number[];
}

const places: readonly Place[] = Object.values(schema.getTypeMap())
  .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values((isObjectType(type) || isInterfaceType(type) ? type : schema.getQueryType()!).getFields()).map(
      (field) => {
        const applied = (field.extensions['directives'] as { semanticNonNull?: { levels?: number[] } } | undefined)
          ?.semanticNonNull;
        return { at: `${type.name}.${field.name}`, field, levels: applied ? (applied.levels ?? [0]) : [] };
      },
    ),
  );
const namesOf = (some: readonly Place[]): string[] => some.map(({ at }) => at);

test('a field that is nullable is null only with an error, or its description says when it is null', () => {
  const silent = places.filter(
    ({ field, levels }) =>
      !isNonNullType(field.type) && !levels.includes(0) && !/\bnull\b/i.test(field.description ?? ''),
  );
  expect(namesOf(silent)).toEqual([]);
  expect(places.filter(({ levels }) => levels.length > 0).length).toBeGreaterThan(80);
});

test('no field is marked as null with an error only, and described as null without one', () => {
  const both = places.filter(({ field, levels }) => levels.includes(0) && /\bnull if\b/i.test(field.description ?? ''));
  expect(namesOf(both)).toEqual([]);
});

test('a list is never absent: it is non-null, or null with an error only', () => {
  const absent = places.filter(
    ({ field, levels }) => isListType(getNullableType(field.type)) && !isNonNullType(field.type) && !levels.includes(0),
  );
  expect(namesOf(absent)).toEqual([]);
});

/** Enums of what may not be there at all. */
const OPTIONAL = [
  'BankIdSigning.hintCode',
  'CashTransaction.cause',
  'CashTransaction.direction',
  'FundTransaction.cause',
  'JourneyConfiguration.serviceType',
  'LoanJourney.origin',
  'LoanJourney.surface',
  'Payment.reason',
  'SwishDeposit.errorReason',
];

test('an enum is non-null, but for what there may not be', () => {
  const nullable = places.filter(
    ({ field, levels }) => isEnumType(getNamedType(field.type)) && !isNonNullType(field.type) && !levels.includes(0),
  );
  expect(new Set(namesOf(nullable).map((name) => name.replace('Snapshot.', '.')))).toEqual(new Set(OPTIONAL));
});

test('an enum is null for a reason, which its description says', () => {
  const silent = places.filter(
    ({ at, field: { description } }) =>
      OPTIONAL.includes(at.replace('Snapshot.', '.')) &&
      (!/\bnull (?:if|until|unless|once|when)\b/.test(description ?? '') ||
        /does not report it/.test(description ?? '')),
  );
  expect(namesOf(silent)).toEqual([]);
});

test('an enum that a provider leaves out where it is expected reads UNKNOWN', async () => {
  await using kit = await startKit();
  const { rows } = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.cashTransaction;
  const [caused, uncaused] = rows as unknown as { ref?: unknown; refType?: unknown }[];
  if (!caused || !uncaused) throw new Error('The sandbox has transactions');
  caused.ref = 'something';
  delete caused.refType;
  delete uncaused.ref;
  delete uncaused.refType;
  const { data } = await kit.query(
    `{ client(id: "${DEMO_CLIENT}") { cashTransactions(first: 2) { nodes { cause } } } }`,
  );
  expect(data.client.cashTransactions.nodes).toEqual([{ cause: 'UNKNOWN' }, { cause: null }]);
});

test('every list that grows can be read newest first, or says why not', () => {
  const NEWEST = ['order', 'last', 'before', 'createdSince', 'modifiedSince'];
  const lists = places.filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'));
  const upwards = lists.filter(({ field: { args, description } }) => {
    const names = args.map(({ name }) => name);
    return !NEWEST.every((name) => names.includes(name)) && !description?.includes('there is no newest first');
  });
  expect(lists.length).toBeGreaterThan(8);
  expect(namesOf(upwards)).toEqual([]);
});

test('the published schema defines the directive and is valid, and introspection is as it was', () => {
  const published = buildSchema(sdlOf(schema));
  expect(validateSchema(published)).toEqual([]);
  expect(String(published.getDirective('semanticNonNull')?.args[0]?.type)).toBe('[Int]');
  expect(sdlOf(schema)).toContain('directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION');
  expect(schema.getDirective('semanticNonNull')).toBeUndefined();
});

test('the outcome of an act stays in the answer when a fault ends the one after it', async () => {
  await using kit = await startKit();
  kit.sandbox.aarthik.fault({ operation: '*', answer: { status: 429 } });
  const { data, errors } = await kit.query(`mutation {
    session: startBankIdSigning(input: { application: "Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02", endUserIp: "192.0.2.1" }) {
      __typename ... on BankIdSigning { status }
    }
    loan: startLoanJourney(input: { borrower: "b", personal: { mobileNumber: "9876543210" } }) { __typename }
  }`);
  expect(data).toEqual({ session: { __typename: 'BankIdSigning', status: 'PENDING' }, loan: null });
  expect(errors).toMatchObject([{ path: ['loan'] }]);
});

test('a value of another type costs its row, and no other', async () => {
  await using kit = await startKit();
  const question = (questionCode: string, required: unknown): object => ({
    questionCode,
    answer: { type: 7, required, possibleAnswers: [] },
  });
  const { accountProfile, applicationId } = DEMO_APPLICATION;
  const body = { applicationId, status: 5, kycQuestions: [question('a', 'perhaps'), question('b', true)] };
  kit.sandbox.payex.fault({ operation: 'getApplication', answer: { status: 200, body } });
  const { data, errors } = await kit.query(
    `{ application(id: "Application:${accountProfile}:${applicationId}") { status kycQuestions { code isRequired answerType } } }`,
  );
  expect(data.application).toEqual({
    status: 'UNKNOWN',
    kycQuestions: [null, { code: 'b', isRequired: true, answerType: 'UNKNOWN' }],
  });
  expect(errors).toMatchObject([
    { path: ['application', 'kycQuestions', 0, 'isRequired'], extensions: { code: 'PROVIDER_BAD_ANSWER' } },
  ]);
});
