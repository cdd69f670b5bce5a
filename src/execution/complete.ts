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
} from 'graphql';
import { BadValue } from '../faults.ts';
import { concreteType, isPromise, typeByTest } from './abstract.ts';
import { argsOf } from './arguments.ts';
import { infoOf, pathOf } from './info.ts';
import { leafOf } from './leaf.ts';
import type { Completer, FieldPlan, Path, Run } from './plan-types.ts';

/**
 * Resolves and completes a field of an object; `found` is the value of the object's property of that name. An error of
 * a nullable field is recorded and the result is null; otherwise it is thrown.
 */
export function completeField(
  run: Run,
  field: FieldPlan,
  source: unknown,
  found: unknown,
  above: Path | undefined,
): unknown {
  const { key, nullable } = field;
  try {
    let value = found;
    if (!field.isProperty || typeof value === 'function') {
      const info = field.wantsInfo ? infoOf(run, field, pathOf(field, above, key)) : undefined;
      value = field.resolve(source, argsOf(run, field), run.context, info as GraphQLResolveInfo);
    }
    return completeValue(run, field, value, above);
  } catch (error) {
    return failed(run, field, error, above, key, nullable);
  }
}

/** Completes the resolved value of a field. A promise handles its own errors; synchronous errors are thrown. */
export function completeValue(run: Run, field: FieldPlan, value: unknown, above: Path | undefined): unknown {
  const { key, complete, nullable } = field;
  const completed = isPromise(value)
    ? value.then((settled) => completeLate(run, field, settled, above))
    : complete(run, value, above, key);
  return completed instanceof Promise ? guarded(run, field, completed, above, key, nullable) : completed;
}

/** The same of a value that had to be waited for: what waited for it must not keep it. */
function completeLate(run: Run, field: FieldPlan, value: unknown, above: Path | undefined): unknown {
  const { held } = run;
  const completed = field.complete(run, value, above, field.key);
  if (held && field.isComposite && isObject(completed) && !(completed instanceof Promise)) held.part(completed);
  return completed;
}

/** A promise of a value below a field, with the error handling of that field. */
export function guarded(
  run: Run,
  field: FieldPlan,
  completed: Promise<unknown>,
  above: Path | undefined,
  key: string | number,
  nullable: boolean,
): Promise<unknown> {
  const guard = completed.catch((error: unknown) => failed(run, field, error, above, key, nullable));
  if (!nullable) guard.catch(() => undefined); // whoever awaits it receives the error, unless a sibling has failed meanwhile
  return guard;
}

/** Handles the error of a field: recorded, with null as the result, if the field is nullable; thrown otherwise. */
export function failed(
  run: Run,
  field: FieldPlan,
  error: unknown,
  above: Path | undefined,
  key: string | number,
  nullable: boolean,
): null {
  const located = locatedError(error, field.nodes, keysOf(above, key));
  if (!nullable) throw located;
  run.errors.push(located);
  return null;
}

/** A field whose value is not there yet. */
export type LateField = readonly [key: string, value: Promise<unknown>];

/** An object of an answer once its asynchronous fields have settled. */
export async function filled(
  run: Run,
  answer: Record<string, unknown>,
  late: readonly LateField[],
): Promise<Record<string, unknown>> {
  const values = await Promise.all(late.map(([, value]) => value));
  late.forEach(([key], n) => (answer[key] = values[n]));
  values.length = 0;
  run.held?.part(answer);
  return answer;
}

/** The completer of a field for values of this type. */
export function completerOf(type: GraphQLOutputType, field: FieldPlan): Completer {
  const nullable = !isNonNullType(type);
  const complete = presentCompleter(isNonNullType(type) ? type.ofType : type, field);
  return (run, value, above, key) => {
    if (value == null) {
      if (nullable) return null;
      throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.name}.`);
    }
    if (value instanceof Error) throw value;
    return complete(run, value, above, key);
  };
}

/** The completer of values that are not null. */
function presentCompleter(type: GraphQLOutputType, field: FieldPlan): Completer {
  if (isLeafType(type)) {
    const leaf = leafOf(type);
    return (_run, value) => leaf(value);
  }
  if (isListType(type)) return listCompleter(type.ofType, field);
  if (isObjectType(type)) return objectCompleter(type, field);
  if (isAbstractType(type)) return abstractCompleter(type, field);
  throw new TypeError(`No value can be completed of ${String(type)}.`);
}

function listCompleter(itemType: GraphQLOutputType, field: FieldPlan): Completer {
  const complete = completerOf(itemType, field);
  const nullable = !isNonNullType(itemType);
  const completeItem = (run: Run, item: unknown, above: Path, key: number): unknown => {
    try {
      const completed = isPromise(item)
        ? item.then((settled) => complete(run, settled, above, key))
        : complete(run, item, above, key);
      return completed instanceof Promise ? guarded(run, field, completed, above, key, nullable) : completed;
    } catch (error) {
      return failed(run, field, error, above, key, nullable);
    }
  };
  const completeList: Completer = (run, value, above, key) => {
    const isArray = Array.isArray(value);
    if (!isArray && isAsyncIterable(value))
      return Array.fromAsync(value).then((items) => completeList(run, items, above, key));
    if (!isArray && !isIterable(value)) {
      const name = `${field.parentType.name}.${field.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const path = pathOf(field, above, key);
    let late = false;
    const items = isArray ? (value as readonly unknown[]) : [...value];
    const completed = new Array<unknown>(items.length); // sized once: growing copies it several times
    let at = 0;
    try {
      for (; at < items.length; at += 1) {
        const one = completeItem(run, items[at], path, at);
        completed[at] = one;
        late ||= one instanceof Promise;
      }
    } catch (error) {
      // Nobody awaits the items after it any more.
      for (const item of items.slice(at)) if (isPromise(item)) item.then(undefined, () => undefined);
      throw error;
    }
    return late ? settledItems(run, completed) : completed;
  };
  return completeList;
}

async function settledItems(run: Run, items: unknown[]): Promise<unknown[]> {
  const settled = await Promise.all(items);
  run.held?.part(items);
  run.held?.part(settled);
  return settled;
}

function objectCompleter(type: GraphQLObjectType, field: FieldPlan): Completer {
  const { isTypeOf } = type;
  let fields: Completer | undefined; // made late, since this one is made while the field itself is
  const complete: Completer = (run, value, above, key) => {
    if (typeof value !== 'object' && typeof value !== 'function') throw new BadValue(type.name);
    return (fields ??= field.fieldsOf(type))(run, value, above, key);
  };
  if (!isTypeOf) return complete;
  return (run, value, above, key) => {
    const check = (fits: boolean): unknown => {
      if (fits) return complete(run, value, above, key);
      throw new GraphQLError(`Expected value of type "${type.name}" but got another.`, { nodes: field.nodes });
    };
    const fits = isTypeOf(value, run.context, infoOf(run, field, pathOf(field, above, key)));
    return isPromise(fits) ? fits.then(check) : check(fits);
  };
}

function abstractCompleter(type: GraphQLAbstractType, field: FieldPlan): Completer {
  const completers = new Map<GraphQLObjectType, Completer>();
  return (run, value, above, key) => {
    const info = infoOf(run, field, pathOf(field, above, key));
    const complete = (name: string | undefined | null): unknown => {
      const found = concreteType(run.plan.schema, type, name, field);
      let completer = completers.get(found);
      if (!completer) completers.set(found, (completer = objectCompleter(found, field)));
      return completer(run, value, above, key);
    };
    const resolved = (type.resolveType ?? typeByTest)(value, run.context, info, type);
    return isPromise(resolved) ? resolved.then(complete) : complete(resolved);
  };
}

function keysOf(above: Path | undefined, key: string | number): (string | number)[] {
  const keys = [key];
  for (let path = above; path; path = path.prev) keys.push(path.key);
  return keys.reverse();
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
