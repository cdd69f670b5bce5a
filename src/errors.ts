import { GraphQLError, type ExecutionResult } from 'graphql';
import { handleStreamOrSingleExecutionResult, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from './context.ts';
import { Fault } from './faults.ts';
import { InvalidInput, Problem, Refused } from './problem.ts';

/** Marks what was caused by a bug, for the log. */
export type Report = (error: unknown) => void;

/**
 * What a caller sees of an error: a problem or a fault with its code, GraphQL's own complaints as they are, and of
 * anything else nothing but that it happened. The one place where errors are translated.
 */
export function toGraphQLError(error: unknown, report: Report, correlationId?: string): GraphQLError {
  if (!(error instanceof GraphQLError)) return masked(error, undefined, report, correlationId);
  const { originalError, nodes, positions, path, source } = error;
  if (!originalError || originalError instanceof GraphQLError) return error;
  const found = explained(originalError);
  if (!found) return masked(originalError, error, report, correlationId);
  const extensions = { ...found.extensions, correlationId: found.extensions['correlationId'] ?? correlationId };
  return new GraphQLError(found.message, { nodes, positions, path, source, extensions });
}

/** A problem or a fault, for the caller's eyes; undefined for anything else. */
export function explained(error: unknown): { message: string; extensions: Record<string, unknown> } | undefined {
  if (error instanceof Problem) {
    const { message, code, provider, correlationId } = error;
    const shown = { code: error instanceof InvalidInput ? 'BAD_USER_INPUT' : code, provider, correlationId };
    const more = error instanceof InvalidInput ? { fields: error.fields } : {};
    const why = error instanceof Refused ? { reason: error.reason } : {};
    return { message, extensions: { ...shown, ...more, ...why } };
  }
  if (error instanceof Fault) {
    const { message, code, provider, retryable, retryAfterMs, correlationId } = error;
    return { message, extensions: { code, provider, retryable, retryAfterMs, correlationId } };
  }
  const { code, message } = error as { code?: unknown; message: string };
  return code === 'SUBSCRIBER_TOO_SLOW' || code === 'DEADLINE_EXCEEDED' ? { message, extensions: { code } } : undefined;
}

/** Translates the errors of every result, those of subscriptions too, with the correlation id of the operation. */
export function useErrors(report: Report): Plugin<Context> {
  const translated = <R extends ExecutionResult>(result: R, context: Pick<Context, 'correlationId'>): R =>
    result.errors
      ? { ...result, errors: result.errors.map((error) => toGraphQLError(error, report, context.correlationId)) }
      : result;
  return {
    onExecute: ({ context }) => ({
      onExecuteDone: (payload) =>
        handleStreamOrSingleExecutionResult(payload, ({ result, setResult }) => setResult(translated(result, context))),
    }),
    onSubscribe: ({ context }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return setResult(translated(result, context));
        return { onNext: ({ result: event, setResult: setEvent }) => setEvent(translated(event, context)) };
      },
      onSubscribeError: ({ error, setError }) => setError(toGraphQLError(error, report, context.correlationId)),
    }),
  };
}

function masked(error: unknown, at: GraphQLError | undefined, report: Report, correlationId?: string): GraphQLError {
  if ((error as { name?: string } | null)?.name !== 'AbortError') report(error); // the caller left: nobody is wronged
  const { nodes, positions, path, source } = at ?? {};
  return new GraphQLError('Something went wrong in the gateway.', {
    nodes,
    positions,
    path,
    source,
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
  });
}
