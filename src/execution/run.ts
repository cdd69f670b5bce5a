import type { GraphQLError } from 'graphql';
import { completeField } from './complete.ts';
import type { Held } from '../datasources/kit/held.ts';
import type { Ready } from './documents.ts';
import type { Run } from './plan-types.ts';

/** Data and errors of an executed operation. */
export interface Executed {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
}

/** Executes a planned query or mutation. Never rejects: an error that no nullable field contains makes `data` null. */
export function run({ plan, variableValues }: Ready, context: unknown, held?: Held): Executed | Promise<Executed> {
  plan.executions += 1;
  const self: Run = { plan, context, variableValues, args: [], errors: [], held };
  const fatal = (error: unknown): Executed => {
    self.errors.push(error as GraphQLError);
    return { data: null, errors: self.errors };
  };
  try {
    const data =
      plan.operation.operation === 'mutation' ? serially(self) : plan.complete(self, undefined, undefined, '');
    if (!(data instanceof Promise)) return { data, errors: self.errors };
    return data.then((settled: unknown) => ({ data: settled, errors: self.errors }), fatal);
  } catch (error) {
    return fatal(error);
  }
}

/** Executes the root fields of a mutation serially. */
async function serially(self: Run): Promise<unknown> {
  const data: Record<string, unknown> = {};
  self.held?.part(data);
  for (const field of self.plan.fields)
    data[field.key] = await completeField(self, field, undefined, undefined, undefined);
  return data;
}
