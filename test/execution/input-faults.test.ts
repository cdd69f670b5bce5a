import {
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  type GraphQLInputType,
} from 'graphql';
import { expect, test } from 'vitest';
import { firstInputFault } from '../../src/execution/input-faults.ts';
import { schema } from '../../src/schema/index.ts';
import { pick, randomOf, type Random } from './random.ts';

const ODD: readonly unknown[] = [
  null,
  0,
  -1.5,
  2 ** 40,
  '',
  'text',
  true,
  [],
  {},
  [null],
  { a: {} },
  '2026-01-01',
  '1.50',
];

/** A value that mostly is one of the type. */
function valueOf(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (isNonNullType(type)) return random() < 0.03 ? null : valueOf(type.ofType, random, depth);
  if (random() < 0.1) return pick(random, ODD);
  if (isListType(type))
    return random() < 0.8 ? [valueOf(type.ofType, random, depth)] : valueOf(type.ofType, random, depth);
  if (isEnumType(type)) return pick(random, type.getValues()).name;
  if (!isInputObjectType(type)) return type.name === 'Int' ? 5 : type.name === 'Boolean' ? true : pick(random, ODD);
  const fields = Object.values(type.getFields());
  const chosen = fields.filter((field) => (isNonNullType(field.type) ? random() > 0.03 : random() < 0.4 && depth < 4));
  const members = chosen.map((field) => [field.name, valueOf(field.type, random, depth + 1)] as const);
  return Object.fromEntries(random() < 0.05 ? [...members, ['unheardOf', 1]] : members);
}

const INPUTS = Object.values(schema.getTypeMap()).filter(isInputObjectType);

test('what is found wrong in variables is what GraphQL finds wrong, and nothing else', () => {
  const random = randomOf(7);
  const seen = { valid: 0, wrong: 0 };
  for (let round = 0; round < 3_000; round += 1) {
    const type = pick(random, INPUTS);
    const written = pick(random, [type.name, `${type.name}!`, `[${type.name}!]!`]);
    const [operation] = parse(`query ($v: ${written}) { __typename }`).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('This is an operation.');
    const definitions = operation.variableDefinitions ?? [];
    const value = pick(random, [valueOf(type, random), [valueOf(type, random)], undefined]);
    const variables = value === undefined ? {} : { v: value };
    const { errors = [] } = getVariableValues(schema, definitions, variables);
    const fault = firstInputFault(schema, definitions, variables);
    seen[fault ? 'wrong' : 'valid'] += 1;
    expect([written, JSON.stringify(value), fault !== undefined]).toEqual([
      written,
      JSON.stringify(value),
      errors.length > 0,
    ]);
    if (!fault) continue;
    const place = (message: string): string =>
      /^Variable "\$v" has invalid value(?: at [^:]+)?:/.exec(message)?.[0] ?? message;
    expect(errors.map(({ message }) => place(message))).toContain(place(fault.message));
  }
  expect(Math.min(seen.valid, seen.wrong)).toBeGreaterThan(300);
});
