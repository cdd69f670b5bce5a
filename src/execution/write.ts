import {
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type VariableValues,
} from 'graphql';
import { concreteType, isPromise, typeByTest } from './abstract.ts';
import { infoOf, pathOf, type Path } from './info.ts';
import { leafOf } from './leaf.ts';
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
    text += at === 0 ? field.prefix : field.next;
    const written = writeAtOnce(field, source) ?? writeField(run, field, source, above);
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

/** What needs no more than to be read off its object; undefined for the rest, and for what goes wrong. */
function writeAtOnce({ leaf, isProperty, name, nullable }: FieldPlan, source: unknown): string | undefined {
  if (!leaf || !isProperty) return undefined;
  const value = (source as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (value === null && nullable) return 'null';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  try {
    return leaf(value);
  } catch {
    return undefined;
  }
}

/** Text upon text, which is copied once, when it is sent: joining would copy it at every level. */
async function joined(parts: readonly Written[]): Promise<string> {
  let text = '';
  for (const part of await Promise.all(parts as readonly Promise<string>[])) text += part;
  return text;
}

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
  const nullable = !isNonNullType(type);
  const write = presentWriter(isNonNullType(type) ? type.ofType : type);
  return (run, field, value, above, key) => {
    if (value == null) {
      if (nullable) return 'null';
      throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.name}.`);
    }
    if (value instanceof Error) throw value;
    return write(run, field, value, above, key);
  };
}

/** The writer of what is there. */
function presentWriter(type: GraphQLOutputType): Writer {
  if (isLeafType(type)) {
    const leaf = leafOf(type);
    return (_run, _field, value) => leaf(value);
  }
  if (isListType(type)) return listWriter(type.ofType);
  if (isObjectType(type)) return objectWriter(type);
  if (isAbstractType(type)) return abstractWriter(type);
  throw new TypeError(`No value can be written of ${String(type)}.`);
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
    const isArray = Array.isArray(value);
    if (!isArray && isAsyncIterable(value))
      return Array.fromAsync(value).then((items) => writeList(run, field, items, above, key));
    if (!isArray && !isIterable(value)) {
      const name = `${field.parentType.name}.${field.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const path = pathOf(field, above, key);
    let text = '[';
    let parts: Written[] | undefined;
    let index = 0;
    for (const item of value as Iterable<unknown>) {
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

function objectWriter(type: GraphQLObjectType): Writer {
  const { isTypeOf } = type;
  if (!isTypeOf) {
    return (run, field, value, above, key) => writeFields(run, field.fieldsOf(type), value, pathOf(field, above, key));
  }
  return (run, field, value, above, key) => {
    const path = pathOf(field, above, key);
    const write = (fits: boolean): Written => {
      if (fits) return writeFields(run, field.fieldsOf(type), value, path);
      throw new GraphQLError(`Expected value of type "${type.name}" but got another.`, { nodes: field.nodes });
    };
    const fits = isTypeOf(value, run.context, infoOf(run, field, path));
    return isPromise(fits) ? fits.then(write) : write(fits);
  };
}

function abstractWriter(type: GraphQLAbstractType): Writer {
  const writers = new Map<GraphQLObjectType, Writer>();
  return (run, field, value, above, key) => {
    const info = infoOf(run, field, pathOf(field, above, key));
    const write = (name: string | undefined | null): Written => {
      const found = concreteType(run.plan.schema, type, name, field);
      let writer = writers.get(found);
      if (!writer) writers.set(found, (writer = objectWriter(found)));
      return writer(run, field, value, above, key);
    };
    const resolved = (type.resolveType ?? typeByTest)(value, run.context, info, type);
    return isPromise(resolved) ? resolved.then(write) : write(resolved);
  };
}

function keysOf(above: Path | undefined, key: string | number): (string | number)[] {
  const keys = [key];
  for (let path = above; path; path = path.prev) keys.push(path.key);
  return keys.reverse();
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
