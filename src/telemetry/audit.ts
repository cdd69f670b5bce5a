import { randomUUID } from 'node:crypto';
import {
  defaultFieldResolver,
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { ActOutcome, ActSubject } from '../audit-record.ts';
import type { Context } from '../context.ts';
import { hasWritten } from '../datasources/kit/acting.ts';
import { Fault } from '../faults.ts';
import { Problem } from '../problem.ts';
import { callerIdOf } from './names.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, Context>;
type Resolver = GraphQLFieldResolver<unknown, Context>;
type Info = Parameters<Resolver>[3];

/** An act about to be done: what it is about, and its arguments with the references that are recorded. */
export interface PreparedAct {
  readonly subject: ActSubject;
  readonly args: Arguments;
}

/** Reads what an act is about; undefined where nothing is going to be done. */
export type PrepareAct = (field: Field, args: Arguments) => PreparedAct | undefined;

/**
 * Makes every mutation of the schema leave two records: its intent before anything is sent to a provider, and what came
 * of it. The one place from which records come. Changes the schema, and returns it.
 */
export function auditMutations(schema: GraphQLSchema, prepare: PrepareAct): GraphQLSchema {
  for (const field of Object.values<Field>(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (resolve) field.resolve = audited(field, resolve, prepare);
  }
  return schema;
}

const audited =
  (field: Field, resolve: Resolver, prepare: PrepareAct): Resolver =>
  async (source, args: Arguments, context, info) => {
    const act = prepare(field, args);
    if (!act) return resolve(source, args, context, info);
    const common = {
      act: randomUUID(),
      who: callerIdOf(context.caller),
      what: field.name,
      requestId: context.correlationId,
    };
    const now = (): string => new Date().toISOString();
    context.audit.intent({ audit: 'INTENT', time: now(), ...common, ...act.subject });
    const close = (outcome: Outcome): void =>
      context.audit.outcome({ audit: 'OUTCOME', time: now(), ...common, ...outcome });
    try {
      const result: unknown = await resolve(source, act.args, context, info);
      close(await outcomeOf(field.type, result, context, info));
      return result;
    } catch (error) {
      close(failureOf(error, context));
      throw error;
    }
  };

/**
 * What is recorded of an act that ended in an error. Whether a write had been sent by then tells what it can have done:
 * where the caller has left, or the deadline has passed, and where the provider was not asked at all.
 */
function failureOf(error: unknown, { lifetime }: Context): Outcome {
  if (error instanceof Fault && error.notSent && !hasWritten()) return { outcome: 'NOT_SENT', reason: error.code };
  if (error instanceof Problem || error instanceof Fault) return { outcome: error.code };
  if (lifetime.signal.aborted) return { outcome: hasWritten() ? 'OUTCOME_UNKNOWN' : 'NOT_SENT' };
  return { outcome: 'INTERNAL_SERVER_ERROR' };
}

type Outcome = Pick<ActOutcome, 'outcome' | 'reason' | 'id'>;

/**
 * Judged by the type that the result has for the caller: a problem is told by its code. Its class would not do, since
 * `@pothos/plugin-errors` wraps what a resolver throws in a proxy that is no `Error`.
 */
async function outcomeOf(type: GraphQLOutputType, result: unknown, context: Context, info: Info): Promise<Outcome> {
  const found = await typeOf(type, result, context, info);
  // The resolver has ended well, but the caller sees an error: neither can be recorded as what happened.
  if (!found) return { outcome: 'OUTCOME_UNKNOWN' };
  const read = async (name: string): Promise<string | undefined> => {
    try {
      const { resolve = defaultFieldResolver } = found.getFields()[name] ?? {};
      const value: unknown = await resolve(result, {}, context, { ...info, fieldName: name });
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  };
  if (!found.getInterfaces().some(({ name }) => name === 'Problem')) return { outcome: 'DONE', id: await read('id') };
  return { outcome: (await read('code')) ?? 'OUTCOME_UNKNOWN', reason: await read('reason') };
}

async function typeOf(
  type: GraphQLOutputType,
  result: unknown,
  context: Context,
  info: Info,
): Promise<GraphQLObjectType | undefined> {
  const named = getNamedType(type);
  if (!isAbstractType(named)) return isObjectType(named) ? named : undefined;
  try {
    const name = await named.resolveType?.(result, context, info, named);
    const found = typeof name === 'string' ? info.schema.getType(name) : undefined;
    return isObjectType(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
