import { execute, parse, type GraphQLSchema } from 'graphql';
import type { Documents } from '../../src/execution/documents.ts';
import { run } from '../../src/execution/run.ts';

/** What an operation came to, its errors in an order of their own. */
export interface Answered {
  readonly data: unknown;
  readonly errors: readonly string[];
}
export type Variables = Readonly<Record<string, unknown>>;

/** By a plan: its first execution, field by field, and its second, by compiled code. */
export async function planned(
  documents: Documents,
  query: string,
  variables: Variables,
): Promise<readonly [first: Answered, second: Answered]> {
  const execute = async (): Promise<Answered> => {
    const ready = documents.ready(query, undefined, variables);
    if (!ready) throw new Error(`Not planned: ${query}`);
    const { data, errors } = await run(ready, {});
    return { data: JSON.parse(JSON.stringify(data)), errors: errors.map((error) => JSON.stringify(error)).sort() };
  };
  return [await execute(), await execute()];
}

/** By graphql-js. */
export async function reference(on: GraphQLSchema, query: string, variables: Variables): Promise<Answered> {
  const result = await execute({ schema: on, document: parse(query), variableValues: variables, contextValue: {} });
  const errors = (result.errors ?? []).map((error) => JSON.stringify(error)).sort();
  return { data: JSON.parse(JSON.stringify(result.data)), errors };
}

/** In what either execution of a plan differs from graphql-js. */
export const differenceOfEither = (
  [first, second]: readonly [Answered, Answered],
  theirs: Answered,
): string | undefined => difference(first, theirs) ?? difference(second, theirs);

/**
 * In what a plan differs from graphql-js; undefined where it does not. Below a place that became null either may have
 * noted more than the one error that made it so, so errors are compared one by one where there are as many.
 */
export function difference(ours: Answered, theirs: Answered): string | undefined {
  const shown = (what: string, one: unknown, other: unknown): string | undefined => {
    const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
    return left === right ? undefined : `${what}: ${left} instead of ${right}`;
  };
  const haveErrors = shown('errors', ours.errors.length > 0, theirs.errors.length > 0);
  const sameErrors =
    ours.errors.length === theirs.errors.length ? shown('errors', ours.errors, theirs.errors) : undefined;
  return shown('data', ours.data, theirs.data) ?? haveErrors ?? sameErrors;
}
