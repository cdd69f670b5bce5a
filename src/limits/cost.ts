import { createComplexityRule } from '@pothos/plugin-complexity';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  validate,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

type Args = Readonly<Record<string, unknown>>;

/** Size of a page when the caller does not say, and the largest there is (schema/connection.ts). */
const DEFAULT_PAGE = 20;
const MAX_PAGE = 500;

/**
 * Tells the schema how many objects each field can bring: the page that was asked for, the ids that were given, ten
 * for any other list. `nodes` and `edges` are the page itself, so they multiply nothing.
 */
export function priceFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const isPage = type.name.endsWith('Connection');
    for (const field of Object.values(type.getFields())) {
      const price = isPage ? 1 : priceOf(field);
      if (price !== undefined)
        field.extensions = {
          ...field.extensions,
          complexity: (args: Args) => ({ field: 1, multiplier: size(price, args) }),
        };
    }
  }
}

type Price = number | ((args: Args) => number);

const size = (price: Price, args: Args): number => (typeof price === 'number' ? price : price(args));

function priceOf(field: GraphQLField<unknown, unknown>): Price | undefined {
  const named = (name: string): boolean => field.args.some((arg) => arg.name === name);
  if (named('first') && getNamedType(field.type).name.endsWith('Connection'))
    return ({ first }) => (typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE) : DEFAULT_PAGE);
  if (named('ids')) return ({ ids }) => (Array.isArray(ids) ? Math.max(ids.length, 1) : 1);
  return undefined;
}

export interface Cost {
  /** Fields that the operation can return at most, lists counted with their size. */
  readonly cost: number;
  readonly depth: number;
}

const costs = new WeakMap<DocumentNode, Map<string, Cost>>();
/** Variants of one document whose cost is kept. */
const MAX_VARIANTS = 64;

/** The cost of one operation of a valid document, with the variables of its caller: none if they are not valid. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Args,
): Cost {
  const key = JSON.stringify([operationName, sizes(variables)]);
  const known = costs.get(document) ?? new Map<string, Cost>();
  costs.set(document, known);
  const found = known.get(key) ?? measure(schema, document, operationName, variables);
  // The variables of another caller may have the same sizes and be valid.
  if (!found) return { cost: 0, depth: 0 };
  if (known.size < MAX_VARIANTS) known.set(key, found);
  return found;
}

/** Of the variables only what a price can depend on: whole numbers and the lengths of lists, the latter for `ids`. */
const sizes = (variables: Args): unknown[] =>
  Object.entries(variables).map(([name, value]) =>
    typeof value === 'number'
      ? [name, value]
      : Array.isArray(value)
        ? [name, 'list', value.length]
        : [name, value == null],
  );

/** Undefined for what will not run: there is no such operation, or its variables are not valid. */
function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Args,
): Cost | undefined {
  let found: Cost | undefined;
  const rule = createComplexityRule({
    context: {},
    variableValues: variables,
    operationName: operationName ?? null,
    validate: ({ complexity, depth }) =>
      (found = { cost: Math.max(found?.cost ?? 0, complexity), depth: Math.max(found?.depth ?? 0, depth) }),
  });
  validate(schema, document, [rule]);
  return found;
}
