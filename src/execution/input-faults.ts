import {
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isSpecifiedScalarType,
  typeFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

/**
 * Size of variables, in characters, up to which GraphQL itself says what is wrong with them: it prints the whole input
 * into each of up to fifty errors, which takes seconds where the input is a large one.
 */
export const LARGE_INPUT = 20_000;
/** Longest name, and longest text, that is repeated or judged in words. */
const MAX_TOLD = 200;

interface InputFault {
  /** Path within the variable: `.journey.kyc[0]`. */
  readonly at: string;
  readonly complaint: string;
}

/**
 * The first fault of variables, in the words of GraphQL but without their values; undefined where they can be coerced.
 * Goes through them once, however many faults there are.
 */
export function firstInputFault(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!isInputType(type) || (value === undefined && (definition.defaultValue || !isNonNullType(type)))) continue;
    const fault = faultOf(value, type, '');
    if (fault)
      return new GraphQLError(
        `Variable "$${name}" has invalid value${fault.at && ` at ${fault.at}`}: ${fault.complaint}`,
        {
          nodes: definition,
        },
      );
  }
  return undefined;
}

function faultOf(value: unknown, type: GraphQLInputType, at: string): InputFault | undefined {
  if (isNonNullType(type)) {
    if (value == null) return { at, complaint: `Expected value of non-null type "${String(type)}" not to be null.` };
    return faultOf(value, type.ofType, at);
  }
  if (value == null) return undefined;
  if (isListType(type)) {
    if (!Array.isArray(value)) return faultOf(value, type.ofType, at);
    for (const [index, item] of value.entries()) {
      const fault = faultOf(item, type.ofType, `${at}[${index}]`);
      if (fault) return fault;
    }
    return undefined;
  }
  if (isInputObjectType(type)) return faultOfObject(value, type, at);
  return isLeafType(type) ? faultOfLeaf(value, type, at) : undefined;
}

function faultOfObject(value: unknown, type: GraphQLInputObjectType, at: string): InputFault | undefined {
  const expected = `Expected value of type "${type.name}"`;
  if (typeof value !== 'object' || Array.isArray(value)) return { at, complaint: `${expected} to be an object.` };
  const members = value as Readonly<Record<string, unknown>>;
  const fields = type.getFields();
  for (const name in members) {
    if (Object.hasOwn(fields, name)) continue;
    const unknown = name.length <= MAX_TOLD ? `field "${name}"` : 'fields';
    return { at, complaint: `${expected} not to include unknown ${unknown}.` };
  }
  for (const field of Object.values(fields)) {
    const member = members[field.name];
    if (member === undefined && isRequiredInputField(field))
      return { at, complaint: `${expected} to include required field "${field.name}".` };
    const fault = member === undefined ? undefined : faultOf(member, field.type, `${at}.${field.name}`);
    if (fault) return fault;
  }
  if (!type.isOneOf) return undefined;
  const [given, ...more] = Object.keys(members).filter((name) => members[name] !== undefined);
  const complaint = `Expected exactly one field of type "${type.name}", with a value that is not null.`;
  if (given === undefined || more.length > 0) return { at, complaint };
  return members[given] === null ? { at: `${at}.${given}`, complaint } : undefined;
}

function faultOfLeaf(value: unknown, type: GraphQLLeafType, at: string): InputFault | undefined {
  const complaint = `Expected value of type "${type.name}".`;
  if (typeof value === 'object' && (isEnumType(type) || isSpecifiedScalarType(type))) return { at, complaint };
  const isShort = typeof value === 'string' ? value.length <= MAX_TOLD : typeof value !== 'object';
  try {
    if (type.coerceInputValue(value, true) !== undefined) return undefined;
  } catch (error) {
    if (isShort && error instanceof GraphQLError) return { at, complaint: error.message };
  }
  return { at, complaint };
}
