import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { byteCache } from '../../datasources/kit/byte-cache.ts';
import { prefetchOf } from './declared.ts';
import { readsBelow } from './reads.ts';
import { Walk, type PrefetchContext } from './walk.ts';

type Args = Readonly<Record<string, unknown>>;

/** Bytes, per field, of the names of objects that are known not to be there: what is below them waits, so that it is not read in vain again. */
const MAX_ABSENT_BYTES = 2 * 1024 * 1024;

/** Wraps the resolver of every root field whose arguments name objects, so that the reads below start before its own. */
export function withPrefetch(schema: GraphQLSchema): GraphQLSchema {
  const absent = byteCache<true>(MAX_ABSENT_BYTES);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { roots: rootsOf } = prefetchOf(field.extensions);
    if (!rootsOf) continue;
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (parent, args: Args, context: PrefetchContext, info) => {
      const roots = context.prefetch === false ? [] : rootsOf(args);
      const below = roots.map((root) => (root ? readsBelow(info, root.type) : []));
      if (below.every(({ length }) => length === 0)) return resolve(parent, args, context, info);
      const walk = new Walk(context, info.variableValues, absent);
      roots.forEach((root, at) => root && walk.look(below[at] ?? [], root));
      walk.start();
      const found: unknown = resolve(parent, args, context, info);
      const each: readonly unknown[] = Array.isArray(found) ? found : [found];
      roots.forEach((root, at) => root && walk.noteAbsence(root, each[at]));
      return found;
    };
  }
  return schema;
}
