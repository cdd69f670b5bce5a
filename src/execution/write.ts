import {
  GraphQLError,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type VariableValues,
} from 'graphql';
import { infoOf, pathOf, type Path } from './info.ts';
import { argsOf, type FieldPlan, type Plan } from './plan.ts';

/** JSON text, at once where everything is there. */
export type Written = string | Promise<string>;

/** One execution of a plan. */
export interface Run {
  readonly plan: Plan;
  readonly context: unknown;
  readonly variableValues: VariableValues | undefined;
  /** Arguments by the index of their field, as they are first needed. */
  readonly args: (Readonly<Record<string, unknown>> | undefined)[];
  readonly errors: GraphQLError[];
}

/**
 * Writes a value of a field, which stands at `key` (the field's own, or the place in a list) below `above`: the path is
 * made only where someone needs it. Throws what must become an error there.
 */
export type Writer = (
  run: Run,
  field: FieldPlan,
  value: unknown,
  above: Path | undefined,
  key: string | number,
) => Written;

/** Writes an object's fields, in parallel where they take time. */
export function writeFields(run: Run, fields: readonly FieldPlan[], source: unknown, above: Path | undefined): Written {
  let text = '{';
  let parts: Written[] | undefined;
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] as FieldPlan;
    text += at === 0 ? field.prefix : `,${field.prefix}`;
    const written = writeField(run, field, source, above);
    if (typeof written === 'string') text += written;
    else {
      (parts ??= []).push(text, written);
      text = '';
    }
  }
  if (!parts) return `${text}}`;
  parts.push(`${text}}`);
  return joined(parts);
}

const joined = async (parts: readonly Written[]): Promise<string> =>
  (await Promise.all(parts as readonly Promise<string>[])).join('');

/** Writes one field. An error becomes null and is noted where null is allowed, and is thrown else. */
export function writeField(run: Run, field: FieldPlan, source: unknown, above: Path | undefined): Written {
  const { key } = field;
  try {
    let value = field.isProperty ? (source as Record<string, unknown> | undefined)?.[field.name] : undefined;
    if (!field.isProperty || typeof value === 'function') {
      const info = field.wantsInfo ? infoOf(run, field, pathOf(field, above, key)) : undefined;
      value = field.resolve(source, argsOf(run, field), run.context, info as GraphQLResolveInfo);
    }
    const written = isPromise(value)
      ? value.then((settled) => field.write(run, field, settled, above, key))
      : field.write(run, field, value, above, key);
    if (typeof written === 'string') return written;
    return written.catch((error: unknown) => failed(run, field, error, above, key, field.nullable));
  } catch (error) {
    return failed(run, field, error, above, key, field.nullable);
  }
}

function failed(
  run: Run,
  field: FieldPlan,
  error: unknown,
  above: Path | undefined,
  key: string | number,
  nullable: boolean,
): string {
  const located = locatedError(error, field.nodes, keysOf(above, key));
  if (!nullable) throw located;
  run.errors.push(located);
  return 'null';
}

/** The writer of a type. */
export function writerOf(type: GraphQLOutputType): Writer {
  if (isNonNullType(type)) {
    const inner = writerOf(type.ofType);
    const checked = (field: FieldPlan, text: string): string => {
      if (text !== 'null') return text;
      throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.name}.`);
    };
    return (run, field, value, above, key) => {
      const written = inner(run, field, value, above, key);
      return typeof written === 'string' ? checked(field, written) : written.then((text) => checked(field, text));
    };
  }
  const write = nullableWriter(type);
  return (run, field, value, above, key) => {
    if (value instanceof Error) throw value;
    return value == null ? 'null' : write(run, field, value, above, key);
  };
}

function nullableWriter(type: GraphQLOutputType): Writer {
  if (isLeafType(type)) return leafWriter(type);
  if (isListType(type)) return listWriter(type.ofType);
  if (isObjectType(type)) return (run, field, value, above, key) => writeObject(run, field, type, value, above, key);
  if (isAbstractType(type))
    return (run, field, value, above, key) => writeAbstract(run, field, type, value, above, key);
  throw new TypeError(`No value can be written of ${String(type)}.`);
}

function leafWriter(type: GraphQLLeafType): Writer {
  const known = isEnumType(type) ? new Map<unknown, string>() : undefined;
  const isText = type === GraphQLString || type === GraphQLID;
  return (_run, _field, value) => {
    if (isText && typeof value === 'string') return JSON.stringify(value);
    const text = known?.get(value);
    if (text !== undefined) return text;
    let output: unknown;
    try {
      output = type.serialize(value);
    } catch (error) {
      // Reported as any other error of a field, as the reference executor does.
      throw error instanceof GraphQLError ? new Error(error.message) : error;
    }
    if (output == null) throw new Error(`Expected \`${type.name}.serialize\` to return a value.`);
    const written = JSON.stringify(output);
    if (known && typeof value === 'string') known.set(value, written); // as many as the enum has
    return written;
  };
}

function listWriter(itemType: GraphQLOutputType): Writer {
  const write = writerOf(itemType);
  const nullable = !isNonNullType(itemType);
  const writeItem = (run: Run, field: FieldPlan, item: unknown, above: Path, key: number): Written => {
    try {
      const written = isPromise(item)
        ? item.then((settled) => write(run, field, settled, above, key))
        : write(run, field, item, above, key);
      if (typeof written === 'string') return written;
      return written.catch((error: unknown) => failed(run, field, error, above, key, nullable));
    } catch (error) {
      return failed(run, field, error, above, key, nullable);
    }
  };
  const writeList: Writer = (run, field, value, above, key) => {
    if (isAsyncIterable(value)) return Array.fromAsync(value).then((items) => writeList(run, field, items, above, key));
    if (!isIterable(value)) {
      const name = `${field.parentType.name}.${field.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const path = pathOf(field, above, key);
    let text = '[';
    let parts: Written[] | undefined;
    let index = 0;
    for (const item of value) {
      if (index > 0) text += ',';
      const written = writeItem(run, field, item, path, index);
      index += 1;
      if (typeof written === 'string') text += written;
      else {
        (parts ??= []).push(text, written);
        text = '';
      }
    }
    if (!parts) return `${text}]`;
    parts.push(`${text}]`);
    return joined(parts);
  };
  return writeList;
}

function writeObject(
  run: Run,
  field: FieldPlan,
  type: GraphQLObjectType,
  value: unknown,
  above: Path | undefined,
  key: string | number,
): Written {
  const path = pathOf(field, above, key);
  if (!type.isTypeOf) return writeFields(run, field.fieldsOf(type), value, path);
  const write = (fits: boolean): Written => {
    if (fits) return writeFields(run, field.fieldsOf(type), value, path);
    throw new GraphQLError(`Expected value of type "${type.name}" but got another.`, { nodes: field.nodes });
  };
  const fits = type.isTypeOf(value, run.context, infoOf(run, field, path));
  return isPromise(fits) ? fits.then(write) : write(fits);
}

function writeAbstract(
  run: Run,
  field: FieldPlan,
  type: GraphQLAbstractType,
  value: unknown,
  above: Path | undefined,
  key: string | number,
): Written {
  const { schema } = run.plan;
  const info = infoOf(run, field, pathOf(field, above, key));
  const write = (name: string | undefined | null): Written => {
    const found = name == null ? undefined : schema.getType(name);
    if (isObjectType(found) && schema.isSubType(type, found)) return writeObject(run, field, found, value, above, key);
    const where = `field "${field.parentType.name}.${field.name}"`;
    throw new GraphQLError(`Abstract type "${type.name}" must resolve to one of its Object types at ${where}.`, {
      nodes: field.nodes,
    });
  };
  const resolved = (type.resolveType ?? typeByTest)(value, run.context, info, type);
  return isPromise(resolved) ? resolved.then(write) : write(resolved);
}

/** GraphQL's default: `__typename` of the value, else the first possible type whose `isTypeOf` says yes. */
function typeByTest(
  value: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
  type: GraphQLAbstractType,
): MaybePromise<string | undefined> {
  const { __typename: name } = value as { __typename?: unknown };
  if (typeof name === 'string') return name;
  const possible = info.schema.getPossibleTypes(type);
  const verdicts = possible.map((one) => one.isTypeOf?.(value, context, info) ?? false);
  const first = (fits: readonly boolean[]): string | undefined => possible[fits.indexOf(true)]?.name;
  return verdicts.some(isPromise)
    ? Promise.all(verdicts as Promise<boolean>[]).then(first)
    : first(verdicts as boolean[]);
}

function keysOf(above: Path | undefined, key: string | number): (string | number)[] {
  const keys = [key];
  for (let path = above; path; path = path.prev) keys.push(path.key);
  return keys.reverse();
}

type MaybePromise<T> = T | Promise<T>;
const isPromise = <T>(value: T | PromiseLike<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
