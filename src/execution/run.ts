import type { GraphQLError } from 'graphql';
import type { Ready } from './documents.ts';
import { writeField, writeFields, type Run } from './write.ts';

/** The data of an executed operation as JSON text, and what went wrong. */
export interface Executed {
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

/** Executes a planned query or mutation. Never rejects: an error that nothing could take makes `data` null. */
export function run({ plan, variableValues }: Ready, context: unknown): Executed | Promise<Executed> {
  const self: Run = { plan, context, variableValues, args: [], errors: [] };
  const fatal = (error: unknown): Executed => {
    self.errors.push(error as GraphQLError);
    return { data: 'null', errors: self.errors };
  };
  try {
    const written =
      plan.operation.operation === 'mutation' ? inTurn(self) : writeFields(self, plan.fields, undefined, undefined);
    if (typeof written === 'string') return { data: written, errors: self.errors };
    return written.then((data) => ({ data, errors: self.errors }), fatal);
  } catch (error) {
    return fatal(error);
  }
}

/** The fields of a mutation, one after the other. */
async function inTurn(self: Run): Promise<string> {
  const parts: string[] = [];
  for (const field of self.plan.fields) {
    parts.push(field.prefix + (await writeField(self, field, undefined, undefined)));
  }
  return `{${parts.join(',')}}`;
}
