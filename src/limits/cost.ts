import { createComplexityRule } from '@pothos/plugin-complexity';
import {
  getNamedType,
  getOperationAST,
  getVariableValues,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  ValidationContext,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { DocumentFact } from '../execution/document-fact.ts';
import { visitNodes } from '../execution/light-document.ts';
import { DEFAULT_PAGE, MAX_PAGE } from '../execution/page-size.ts';
import { introspectionCost } from './introspection.ts';

type Args = Readonly<Record<string, unknown>>;

/** What a list costs whose end has to be looked for, besides its items. */
const SEARCH_COST = 50;

/**
 * Tells the schema how many objects each field can bring: the page that was asked for, the ids that were given, the size
 * that any other list declares (`listSize`). `nodes` and `edges` are the page itself, so they multiply nothing.
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
          complexity: (args: Args) => ({ field: isSearched(args) ? SEARCH_COST : 1, multiplier: size(price, args) }),
        };
    }
  }
}

type Price = number | ((args: Args) => number);

const size = (price: Price, args: Args): number => (typeof price === 'number' ? price : price(args));

function priceOf(field: GraphQLField<unknown, unknown>): Price | undefined {
  const named = (name: string): boolean => field.args.some((arg) => arg.name === name);
  if (named('first') && getNamedType(field.type).name.endsWith('Connection'))
    return ({ first, last }) => Math.min(Math.max(Number(first ?? last ?? DEFAULT_PAGE), 1), MAX_PAGE);
  if (named('ids')) return ({ ids }) => (Array.isArray(ids) ? Math.max(ids.length, 1) : 1);
  return field.extensions['listSize'] as number | undefined;
}

/** Whether a list is read backwards, which no provider does: newest first, or the last of it. */
const isSearched = ({ order, last }: Args): boolean => (order === 'NEWEST_FIRST') !== (last != null);

export interface Cost {
  /** Fields that the operation can return at most, lists counted with their size. */
  readonly cost: number;
  readonly depth: number;
}

const costs = new DocumentFact((): Map<string, Cost> => new Map());
/** Variants of one document whose cost is cached. */
const MAX_VARIANTS = 32;

/** The cost of one operation of a valid document, with the variables of its caller: none if they are not valid. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Args,
): Cost {
  const names = pricedVariables.of(document);
  const sizes = names.length > 0 ? JSON.stringify(names.map((name) => sizeOf(variables[name]))) : '';
  const key = operationName === undefined ? sizes : `${operationName} ${sizes}`;
  const known = costs.of(document);
  const found = known.get(key) ?? measure(schema, document, operationName, variables);
  // The variables of another caller may have the same sizes and be valid.
  if (!found) return { cost: 0, depth: 0 };
  if (known.size < MAX_VARIANTS) known.set(key, found);
  return found;
}

/** Of a variable only what a price can depend on: a whole number, an enum value, and the length of a list. */
const sizeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? [value.length]
    : typeof value === 'number' || value === 'NEWEST_FIRST'
      ? value
      : value === undefined;

/** The arguments on which a price can depend. */
const PRICED = new Set(['first', 'last', 'order', 'ids']);

/**
 * The variables on which the cost of a document can depend, whatever else is sent: those that supply an argument of
 * `PRICED` somewhere.
 */
const pricedVariables = new DocumentFact((document): readonly string[] => {
  const names = new Set<string>();
  visitNodes(document, (node) => {
    if (node.kind !== Kind.ARGUMENT || !PRICED.has(node.name.value)) return;
    if (node.value.kind === Kind.VARIABLE) names.add(node.value.name.value);
  });
  return [...names];
});

/** Whether variables can be coerced, found out at the first error: the rule below would go through all of them. */
function areValid(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Args,
): boolean {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return !getVariableValues(schema, definitions, variables, { maxErrors: 1, hideSuggestions: true }).errors;
}

/** Undefined for what will not run: there is no such operation, or its variables are not valid. */
function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Args,
): Cost | undefined {
  if (!areValid(schema, document, operationName, variables)) return undefined;
  let found: Cost | undefined;
  const rule = createComplexityRule({
    context: {},
    variableValues: variables,
    operationName: operationName ?? null,
    validate: ({ complexity, depth }) =>
      (found = { cost: Math.max(found?.cost ?? 0, complexity), depth: Math.max(found?.depth ?? 0, depth) }),
  });
  // The rule looks at operations alone, and goes through their fields itself: `validate` would visit each once more.
  const { OperationDefinition: operation } = rule(
    new ValidationContext(schema, document, new TypeInfo(schema), () => undefined),
  ) as { OperationDefinition?: Record<'enter' | 'leave', (node: OperationDefinitionNode) => void> };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    operation?.enter(node);
    operation?.leave(node);
  }
  return found && { ...found, cost: Math.ceil(found.cost + introspectionCost(document, operationName)) };
}
