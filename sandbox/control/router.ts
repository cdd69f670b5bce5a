import { ControlError } from './errors.ts';
import { OPERATIONS, type Operation, type OperationName } from './operations.ts';

interface Matched {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly id: string;
}

const ROUTES = (Object.entries(OPERATIONS) as [OperationName, Operation][]).map(([name, operation]) => ({
  name,
  operation,
  pattern: new RegExp(`^${operation.path.replace('{id}', '([^/]+)')}$`),
}));

/** The operation of a request to a path below `/sandbox`. Throws where there is none. */
export function match(method: string, path: string): Matched {
  const there = ROUTES.flatMap((route) => {
    const found = route.pattern.exec(path);
    return found ? [{ ...route, id: decoded(found[1] ?? '') }] : [];
  });
  const route = there.find(({ operation }) => operation.method === (method === 'HEAD' ? 'GET' : method));
  if (route) return route;
  if (there.length === 0) throw new ControlError('NOT_FOUND', 'There is nothing here: see /sandbox/openapi.yaml.');
  const allowed = there.map(({ operation }) => operation.method).join(', ');
  throw new ControlError('METHOD_NOT_ALLOWED', `Here is ${allowed} alone.`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlError('UNKNOWN_OBJECT', 'The id in the path is not percent-encoded.');
  }
}
