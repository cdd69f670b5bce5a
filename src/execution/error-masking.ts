import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { handleStreamOrSingleExecutionResult, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { IncrementalPart } from './operation-hook.ts';
import { AuditUnavailable, BadValue, ClusterUnavailable, Fault } from '../faults.ts';
import { InvalidInput, Problem, Refused } from '../problem.ts';

/** Logs an error that was caused by a defect. */
export type Report = (error: unknown) => void;

/**
 * The error as the caller receives it: problems and faults with their code, errors of GraphQL itself without values, and
 * anything else as an internal error without details. The only place where errors are translated.
 */
export function toGraphQLError(error: unknown, report: Report, correlationId?: string): GraphQLError {
  if (!(error instanceof GraphQLError)) return masked(error, undefined, report, correlationId);
  const { originalError, nodes, positions, path, source } = error;
  const brokenPromise = path && BROKEN_PROMISE.test(error.message) && new BadValue('value of the promised type');
  if (!brokenPromise && (!originalError || originalError instanceof GraphQLError)) return withoutValues(error);
  const found = explained(brokenPromise || originalError);
  if (!found) return masked(originalError, error, report, correlationId);
  const extensions = { ...found.extensions, correlationId: found.extensions['correlationId'] ?? correlationId };
  return new GraphQLError(found.message, { nodes, positions, path, source, extensions });
}

/**
 * What GraphQL says of a resolved value that is null, or no value of its type, where the schema promises otherwise.
 * Resolvers are typed, so such a value comes from a provider whose answer is not what its contract says.
 */
const BROKEN_PROMISE =
  /^Cannot return null for non-nullable field |^(?:String|ID|Int|Float|Boolean) cannot represent |^Enum "\w+" cannot represent |^Expected Iterable,/;

/** Message and extensions of a problem or a fault; undefined for anything else. */
function explained(error: unknown): { message: string; extensions: Record<string, unknown> } | undefined {
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
  if (error instanceof AuditUnavailable || error instanceof ClusterUnavailable)
    return {
      message: error.message,
      extensions: { code: error.code, provider: 'GATEWAY', retryable: error.retryable },
    };
  if (error instanceof BadValue) return { message: error.message, extensions: { code: error.code, retryable: false } };
  const { code, message } = error as { code?: unknown; message: string };
  return code === 'SUBSCRIBER_TOO_SLOW' || code === 'DEADLINE_EXCEEDED' ? { message, extensions: { code } } : undefined;
}

/**
 * Messages of graphql-js contain the value that is invalid, of the caller or a provider: a whole input object if one of
 * its fields is missing. Clients log and display errors, so these state the place and what was expected, without values.
 */
function withoutValues(error: GraphQLError): GraphQLError {
  const { originalError, nodes, positions, path, source, extensions } = error;
  const { variable, complaint } = aboutVariable(error.message, originalError?.message);
  const hint = / Did you mean the enum value(?:[^"]*"\w+")+\?$/.exec(complaint)?.[0] ?? '';
  const said = complaint
    .replace(/( cannot represent [\w -]*value): [^]*$/, (_cut, before: string) => `${before}.${hint}`)
    .replace(/(\?|[,;]) found: [^]*$/i, (_cut, mark: string) => (mark === '?' ? '?' : '.'))
    .replace(/^Value [^]* (?=does not exist in ")/, 'This value ');
  const message = variable ? `${variable}: ${said}` : said;
  if (message === error.message) return error;
  const refusal = variable ? { code: 'BAD_USER_INPUT', http: { status: 400 } } : {};
  return new GraphQLError(message, { nodes, positions, path, source, extensions: { ...refusal, ...extensions } });
}

/** The error as it is sent: `extensions.http` is for the status and headers of an HTTP response, and not part of it. */
export function withoutHttp(error: GraphQLError): GraphQLFormattedError {
  const { http, ...extensions } = error.extensions;
  return http === undefined ? error.toJSON() : { ...error.toJSON(), extensions };
}

/** The variable that a message is about, with the path in it; `complaint`: the rest of the message. */
function aboutVariable(message: string, inner = ''): { variable?: string; complaint: string } {
  const [all = '', name, at = ''] = /^Variable "\$(\w+)" has invalid value(?: at ([\w.[\]]+))?: /.exec(message) ?? [];
  if (name)
    return { variable: `Variable "$${name}"${at && ` at "${name}${at}"`}`, complaint: message.slice(all.length) };
  const [, got] = /^Variable "\$(\w+)" got invalid value /.exec(message) ?? [];
  if (!got || !message.endsWith(inner)) return { complaint: message };
  const place = / at ("[\w.[\]]+"); $/.exec(message.slice(0, -inner.length))?.[1];
  return { variable: `Variable "$${got}"${place ? ` at ${place}` : ''}`, complaint: inner };
}

/** What is told of the errors of one answer: one field may fail in each of thousands of objects. */
const MAX_TOLD = 100;
const MAX_CHARACTERS = 20_000;

/** The first errors of an answer, one at least, and how many more there were. */
export function fewer(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  let characters = 0;
  const told = errors.findIndex(
    ({ message }, at) => at >= MAX_TOLD || ((characters += message.length) > MAX_CHARACTERS && at > 0),
  );
  if (told < 0) return errors;
  const more = errors.length - told;
  const message = `${more} more errors are left out.`;
  return [...errors.slice(0, told), new GraphQLError(message, { extensions: { code: 'TOO_MANY_ERRORS', more } })];
}

/** Translates the errors of every result, subscriptions included, with the correlation id of the operation. */
export function useErrors(report: Report, suggestions: boolean): Plugin<Context> {
  const shown = (error: GraphQLError): GraphQLError => (suggestions ? error : withoutSuggestion(error));
  const translated = <R extends Partial<IncrementalPart>>(result: R, context: Told): R => {
    const { incremental, completed } = result;
    const faults = context.takeFaults();
    const errors = faults.length > 0 ? [...(result.errors ?? []), ...faults.map(asGraphQLError)] : result.errors;
    if (!errors && !incremental && !completed) return result;
    return {
      ...result,
      ...(errors && {
        errors: fewer(errors.map((error) => shown(toGraphQLError(error, report, context.correlationId)))),
      }),
      ...(incremental && { incremental: incremental.map((part) => translated(part, context)) }),
      ...(completed && { completed: completed.map((part) => translated(part, context)) }),
    };
  };
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          throw error instanceof SyntaxError ? NO_JSON : error instanceof GraphQLError ? withoutBody(error) : error;
        }
      });
    },
    onValidate:
      () =>
      ({ result, setResult }) =>
        setResult((result as readonly GraphQLError[]).map((error) => shown(withoutValues(error)))),
    onExecute: ({ context }) => ({
      onExecuteDone: (payload) =>
        handleStreamOrSingleExecutionResult(payload, ({ result, setResult }) => setResult(translated(result, context))),
    }),
    onSubscribe: ({ context }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return setResult(translated(result, context));
        return { onNext: ({ result: event, setResult: setEvent }) => setEvent(translated(event, context)) };
      },
      onSubscribeError: ({ error, setError }) => setError(shown(toGraphQLError(error, report, context.correlationId))),
    }),
  };
}

/** Without GraphQL's guess at what was meant, which names parts of a schema that may not be asked for. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean [^?]*\?/g, '');
  if (message === error.message) return error;
  const { nodes, positions, path, source, extensions } = error;
  return new GraphQLError(message, { nodes, positions, path, source, extensions });
}

/** Yoga shows the error of the JSON parser, which repeats a part of the body: passwords have been seen in one. */
function withoutBody(error: GraphQLError): GraphQLError {
  const { originalError: _shown, ...extensions } = error.extensions;
  if (_shown === undefined) return error;
  return new GraphQLError(error.message, { extensions: { ...extensions, http: { status: 400 } } });
}

/** The context as far as errors are concerned. */
type Told = Pick<Context, 'correlationId' | 'takeFaults'>;

/** A fault that stands beside the data: it has no place in it. */
export const asGraphQLError = (fault: Error): GraphQLError => new GraphQLError(fault.message, { originalError: fault });

const NO_JSON = new GraphQLError('"variables" and "extensions" in the address must be JSON.', {
  extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
});

function masked(error: unknown, at: GraphQLError | undefined, report: Report, correlationId?: string): GraphQLError {
  if ((error as { name?: string } | null)?.name !== 'AbortError') report(error); // the caller has left: nothing to report
  const { nodes, positions, path, source } = at ?? {};
  return new GraphQLError('Something went wrong in the gateway.', {
    nodes,
    positions,
    path,
    source,
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
  });
}
