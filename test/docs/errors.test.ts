import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { FAULTS, MOMENTS, OPERATIONS, PROBLEMS, RIGHTS, STREAMS } from '../../scripts/error-codes.ts';
import { errorsPage } from '../../scripts/errors-page.ts';
import { REASONS } from '../../scripts/refusal-reasons.ts';

const CODES = new Set(Object.keys({ ...PROBLEMS, ...FAULTS, ...RIGHTS, ...OPERATIONS, ...MOMENTS, ...STREAMS }));

/** Codes as the sources give them to errors: `code: 'X'`, `code = 'X'`, `gql('X')` and members of unions of codes. */
const sourceCodes = (): ReadonlySet<string> => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) =>
    [...readFileSync(`src/${file}`, 'utf8').matchAll(/\bcode(?: ===?|:| =|\??:) '((?!UND_ERR)[A-Z][A-Z_]{4,})'/g)].map(
      ([, code = '']) => code,
    ),
  );
  return new Set(found);
};

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

test('every code of the sources is on the page of errors', () => {
  const codes = sourceCodes();
  expect(codes.size).toBeGreaterThan(30);
  expect([...codes].filter((code) => !CODES.has(code))).toEqual([]);
});

test('every code of the page is one of the sources, of GraphQL, or of the limits on documents', () => {
  const text = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  expect([...CODES].filter((code) => !text.includes(`'${code}'`) && code !== 'GRAPHQL_VALIDATION_FAILED')).toEqual([]);
});

test('every reason of a refusal says who acts', () => {
  const type = schema.getType('RefusalReason') as GraphQLEnumType;
  expect(Object.keys(REASONS).sort()).toEqual(
    type
      .getValues()
      .map(({ name }) => name)
      .sort(),
  );
});

test('docs/errors.md is what `npm run errors` prints', async () => {
  const options = { ...(await resolveConfig('docs/errors.md')), parser: 'markdown' };
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(await format(errorsPage(schema), options));
});
