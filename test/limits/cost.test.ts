import { readdirSync, readFileSync } from 'node:fs';
import { getNamedType, getNullableType, isCompositeType, isListType, isObjectType, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_APPLICATION } from '../../sandbox/payex/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { costOf, priceFields } from '../../src/limits/cost.ts';
import { schema } from '../../src/schema/index.ts';
import { variablesOf } from '../execution/corpus.ts';
import { startKit } from '../kit/gateway.ts';

priceFields(schema);
const FOLDER = 'docs/operations';
/** The cost of what will not run is not counted. */
const VALID = { Decimal: '1', URL: 'https://shop.example', Date: '2026-05-14', CountryCode: 'SE', JSON: {} };
const { maxCost } = loadSettings({}).limits;

const operations = readdirSync(FOLDER).flatMap((file) => {
  const document = parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  return document.definitions
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({ name: operation.name?.value, document, operation }));
});

test.each(operations)('$name costs less than a fifth of what is allowed', ({ name, document, operation }) => {
  const { cost } = costOf(schema, document, name, variablesOf(schema, operation, VALID));
  expect(cost).toBeGreaterThan(1);
  expect(cost).toBeLessThan(maxCost / 5);
});

test('every list of objects is paged, or takes ids, or declares its size', () => {
  const undeclared = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !type.name.endsWith('Connection'))
    .flatMap((type) => Object.values(isObjectType(type) ? type.getFields() : {}).map((field) => ({ type, field })))
    .filter(({ field }) => isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)))
    .filter(({ field }) => !field.args.some(({ name }) => name === 'ids') && !('listSize' in field.extensions))
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(undeclared).toEqual([]);
});

test('the questions of an application are read with their follow-ups, within what is allowed', async () => {
  await using kit = await startKit();
  const id = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;
  const { data, errors } = await kit.query(readFileSync(`${FOLDER}/process-questions.graphql`, 'utf8'), { id });
  expect(errors).toBeUndefined();
  expect(data.process.nextActions).toMatchObject([{ __typename: 'AnswerQuestions' }]);
  expect(JSON.stringify(data.process.nextActions[0].questions)).toContain('"subQuestions":[{"code":"peprole"');
});

test('follow-ups of follow-ups, level after level, are refused before anything is read', async () => {
  await using kit = await startKit();
  const levels = Array.from({ length: 5 }).reduce<string>(
    (inner) => `possibleAnswers { code subQuestions { code ${inner} } }`,
    '',
  );
  const { errors } = await kit.query(
    `{ process(id: "Application:p:x") { nextActions { ... on AnswerQuestions { questions { ${levels} } } } } }`,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_COSTLY' });
  expect(kit.sandbox.payex.calls).toEqual([]);
});
