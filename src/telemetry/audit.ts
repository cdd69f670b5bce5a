import { appendFileSync, closeSync, openSync } from 'node:fs';
import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Audit, Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { Problem } from '../problem.ts';
import { callerIdOf } from './names.ts';

/** Appends lines of JSON to a file or to stdout, each at once: what is recorded is on its way to the disk. */
export function createAudit(target: string | undefined): { record: Audit; close(): void } {
  if (target === undefined) return { record: () => undefined, close: () => undefined };
  if (target === 'stdout')
    return { record: (one) => void process.stdout.write(`${JSON.stringify(one)}\n`), close: () => undefined };
  const file = openSync(target, 'a', 0o640);
  return { record: (one) => appendFileSync(file, `${JSON.stringify(one)}\n`), close: () => closeSync(file) };
}

/** Makes every mutation of the schema leave a record, whatever comes of it. The one place from which records come. */
export function auditMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (resolve) field.resolve = audited(field.name, field.type, resolve);
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, Context>;
type Info = Parameters<Resolver>[3];

const audited =
  (what: string, type: GraphQLOutputType, resolve: Resolver): Resolver =>
  async (source, args, context, info) => {
    const record = (outcome: string, id?: string): void =>
      context.audit({
        time: new Date().toISOString(),
        who: callerIdOf(context.caller),
        what,
        outcome,
        id,
        requestId: context.correlationId,
      });
    try {
      const result: unknown = await resolve(source, args, context, info);
      if (result instanceof Error) record(outcomeOf(result));
      else record('DONE', await idOf(type, result, context, info));
      return result;
    } catch (error) {
      record(outcomeOf(error));
      throw error;
    }
  };

const outcomeOf = (error: unknown): string =>
  error instanceof Problem || error instanceof Fault ? error.code : 'INTERNAL_SERVER_ERROR';

/** The global id of what a mutation has answered, found as its field `id` would be; undefined where there is none. */
async function idOf(
  type: GraphQLOutputType,
  result: unknown,
  context: Context,
  info: Info,
): Promise<string | undefined> {
  try {
    const named = getNamedType(type);
    const name = isAbstractType(named) ? await named.resolveType?.(result, context, info, named) : named.name;
    const found = typeof name === 'string' ? info.schema.getType(name) : undefined;
    const field = isObjectType(found) ? found.getFields()['id'] : undefined;
    const id: unknown = await field?.resolve?.(result, {}, context, info);
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
