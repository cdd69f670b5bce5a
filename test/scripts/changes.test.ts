import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { breakingChanges } from '../../scripts/changes/compare.ts';
import { badDeprecations } from '../../scripts/changes/deprecations.ts';
import { adviceOn, unannounced } from '../../scripts/changes/unannounced.ts';
import { schema } from '../../src/schema/index.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

test('what breaks clients of the last release is announced in CHANGELOG.md', () => {
  const changes = breakingChanges(read('releases/schema.graphql'), read('schema.graphql'));
  const missing = unannounced(changes, read('CHANGELOG.md'));
  expect(missing, missing.length > 0 ? adviceOn(missing) : '').toEqual([]);
});

test('what is deprecated says what to use instead, and until when it is there', () => {
  expect(badDeprecations(schema)).toEqual([]);
});

const BEFORE = `directive @semanticNonNull(levels: [Int!]) on FIELD_DEFINITION
type Query { order(id: ID!): Order orders: [Order] @semanticNonNull }
type Order { id: ID! units: Float status: Status }
type Gone { a: Int }
union Any = Order | Gone
enum Status { OPEN CLOSED }`;

test.each([
  ['a field that is gone', 'units: Float ', '', 'Order.units'],
  ['a field of another type', 'units: Float', 'units: String', 'Order.units'],
  ['an argument that is required', 'order(id: ID!)', 'order(id: ID!, of: ID!)', 'Query.order'],
  ['a value that is gone', 'OPEN CLOSED', 'OPEN', 'Status.CLOSED'],
  ['a type that left a union', 'Order | Gone', 'Order', 'Gone'],
  ['a field that may be null now', '@semanticNonNull }', '}', 'Query.orders'],
])('%s is breaking', (_what, was, is, coordinate) => {
  const changes = breakingChanges(BEFORE, BEFORE.replace(was, is));
  expect(changes.map((one) => one.coordinate)).toEqual([coordinate]);
});

test('what is added, described or made certain breaks nothing', () => {
  const after = BEFORE.replace('units: Float', '"Of the fund." units: Float! name(short: Boolean): String');
  expect(breakingChanges(BEFORE, after)).toEqual([]);
});

test('only its own name in backticks, under Changed or Removed of the next release, announces a change', () => {
  const changes = breakingChanges(BEFORE, BEFORE.replace('units: Float ', ''));
  const changelog = (heading: string, text: string, release = 'Unreleased'): string =>
    `# Changelog\n\n## ${release}\n\n### ${heading}\n\n- ${text}\n\n## 0.1.0\n\n### Removed\n\n- \`Order.units\`\n`;
  expect(unannounced(changes, changelog('Removed', '`Order.units`: use `Order.amount`.'))).toEqual([]);
  expect(unannounced(changes, changelog('Changed', '`Order.units` is gone.'))).toEqual([]);
  expect(unannounced(changes, changelog('Added', '`Order.units`'))).toEqual(changes);
  expect(unannounced(changes, changelog('Removed', 'Order.units'))).toEqual(changes);
  expect(unannounced(changes, changelog('Removed', '`Order.unitsOpen`'))).toEqual(changes);
  expect(unannounced(changes, changelog('Removed', '`Order.units`', '0.2.0'))).toEqual(changes);
});

test('a breaking change put into the schema fails `npm run changes` with what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'changes-'));
  mkdirSync(join(folder, 'releases'));
  writeFileSync(join(folder, 'releases/schema.graphql'), read('schema.graphql'));
  writeFileSync(
    join(folder, 'schema.graphql'),
    read('schema.graphql').replace('  units: Decimal\n', '  pieces: Decimal\n'),
  );
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n');
  const { code, err } = await new Promise<{ code: unknown; err: string }>((done) =>
    execFile(process.execPath, [resolve('scripts/changes.ts')], { cwd: folder }, (error, _out, err) =>
      done({ code: error?.code ?? 0, err }),
    ),
  );
  rmSync(folder, { recursive: true });
  expect(code).toBe(1);
  expect(err).toMatch(/Field \w+\.units was removed\./);
  expect(err).toMatch(/announce each change in CHANGELOG\.md.*by its name in backticks: `\w+\.units`/s);
});

test.each([
  ['use the other one', 'write the reason as'],
  ['Use `Order.amount`. Removed after 2027-02-31x.', 'write the reason as'],
  ['Use `Order.amount`. Removed after 2027-13-01.', 'is no date'],
  ['Use `Order.nothing`. Removed after 2027-06-30.', 'there is no `Order.nothing` to use'],
])('the deprecation "%s" is refused', (reason, problem) => {
  const made = buildSchema(
    `type Query { order: Order } type Order { units: Int @deprecated(reason: "${reason}") amount: Int }`,
  );
  expect(badDeprecations(made)).toEqual([expect.stringContaining(problem)]);
});

test('a deprecation that names replacement and date is accepted, on fields, arguments and values', () => {
  const reason = '@deprecated(reason: "Use `Order.amount`. Removed after 2027-06-30.")';
  const made = buildSchema(
    `type Query { order(a: Int ${reason}): Order } type Order { units: Int ${reason} amount: Kind } enum Kind { A B ${reason} }`,
  );
  expect(badDeprecations(made)).toEqual([]);
});
