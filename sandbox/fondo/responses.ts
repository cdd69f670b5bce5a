import type { SandboxResponse, Handler, SandboxRequest } from '../kit/provider.ts';
import type { Page, Table } from './table.ts';
import { nullOptionalMembers, omitOptionalMembers, addUnknownValues } from './shapes.ts';
import type { FondoVariants } from './types.ts';

/** Violation of a business rule of the provider: 400 with a description. */
export class Refusal extends Error {}
class UnknownId extends Refusal {}

export const refuse = (reason: string): never => {
  throw new Refusal(reason);
};
export const unknownId = (kind: string, id: string): never => {
  throw new UnknownId(`There is no ${kind} ${id}`);
};

export const failure = (status: number, error: string, description: string): SandboxResponse => ({
  status,
  body: { error, error_description: description },
});

export const ok = (body: unknown): SandboxResponse => ({ status: 200, body });
export const empty: SandboxResponse = { status: 204 };

/** Applies the configured variants to a response body or to an object of an event. */
export function applyVariants(value: unknown, { unknownValues, missingMembers, nullMembers }: FondoVariants): unknown {
  const shape = (row: unknown): unknown => {
    if (typeof row !== 'object' || row === null) return row;
    const whole = missingMembers ? omitOptionalMembers(row) : nullMembers ? nullOptionalMembers(row) : row;
    return unknownValues ? addUnknownValues(whole) : whole;
  };
  return Array.isArray(value) ? value.map(shape) : shape(value);
}

/** Wraps a handler: maps refusals to error responses and applies the variants to successful ones. */
export const withErrorResponses =
  (handler: Handler, variants: FondoVariants): Handler =>
  async (request) => {
    try {
      const answer = await handler(request);
      const reshape = answer.status === 200 && !answer.type && request.operation.id !== 'authToken';
      return reshape ? { ...answer, body: applyVariants(answer.body, variants) } : answer;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error instanceof UnknownId && variants.unknownId === 404) return failure(404, 'not_found', error.message);
      return failure(400, 'invalid_request', error.message);
    }
  };

const instant = (text: string): string => new Date(text).toISOString();

/** Responds with a keyset page, filtered by `modifiedFrom` and the predicate `matches`. */
export function list<T extends { readonly id: string; readonly modifiedDate?: string }>(
  table: Table<T>,
  { query }: SandboxRequest,
  { start: startMode }: FondoVariants,
  matches: (row: T) => boolean = () => true,
): SandboxResponse {
  const { start, limit, modifiedFrom } = query;
  const from = modifiedFrom === undefined ? '' : instant(modifiedFrom);
  const page: Page = { start, limit: limit === undefined ? undefined : Number(limit) };
  const rows = table.page(page, startMode === 'inclusive', (row) => (row.modifiedDate ?? '') >= from && matches(row));
  return ok(rows);
}
