import type { z } from 'zod';
import { badRequest, type Issue } from './errors.ts';
import type { Operation } from './operations.ts';

/** The body as the operation wants it; throws with everything that is wrong about it. */
export function readInput({ body: schema, bodyOptional }: Operation, text: string): unknown {
  if (!schema) return text.trim() === '' ? undefined : badRequest([{ path: '', message: 'expected none' }]);
  const { data, error } = schema.safeParse(text.trim() === '' && bodyOptional ? {} : parsed(text));
  return error ? badRequest(error.issues.flatMap(issuesOf)) : data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return badRequest([{ path: '', message: 'expected JSON' }]);
  }
}

const issuesOf = ({ path, message }: z.core.$ZodIssue): Issue[] => [{ path: pathOf(path), message }];

/** `accounts[0].positions[1].instrument` */
export const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
