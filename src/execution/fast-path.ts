import type { IncomingMessage } from 'node:http';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { rememberLast } from '../datasources/kit/remember-last.ts';
import { asGraphQLError, fewer, toGraphQLError, withoutHttp, type Report } from './error-masking.ts';
import { Held } from '../datasources/kit/held.ts';
import { Documents, type Ready } from './documents.ts';
import { LARGE_INPUT } from './input-faults.ts';
import { run, type Executed } from './run.ts';
import {
  OperationState,
  type OperationHook,
  type OperationHooks,
  type OperationParams,
  type Outcome,
  type RunningOperation,
} from './operation-hook.ts';
import { after, before, readParams, rulesOf } from './operation-hooks.ts';
import { settledWith, untilSettled } from './settle.ts';

/** A complete HTTP response. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  /** Empty once it is sent: see `Held`. */
  body: string;
  readonly headers: Readonly<Record<string, string>>;
}

type FastPath = (request: IncomingMessage, body: string, context: Context) => Reply | Promise<Reply> | undefined;

/**
 * Handles the most common request, a JSON POST of one valid query or mutation that accepts a JSON response, without
 * Yoga. Undefined for anything else, invalid requests included: Yoga handles those, and no hook has had an effect yet.
 */
export function createFastPath(schema: GraphQLSchema, hooks: OperationHooks, report: Report): FastPath {
  const documents = new Documents(schema, rulesOf(hooks));
  const having = (part: keyof OperationHook): OperationHooks => hooks.filter((hook) => hook[part]);
  const [reading, beginning, settling, ending] = [
    having('params'),
    having('before'),
    having('settle'),
    having('after'),
  ];

  function execute(ready: Ready, running: RunningOperation): Executed | Promise<Executed> {
    const { context } = running;
    context.held = new Held();
    const execution = run(ready, context, context.held);
    return execution instanceof Promise ? untilSettled(settling, running, execution, settledWith) : execution;
  }

  function reply(type: string, running: RunningOperation, { data, errors: found }: Answered): Reply {
    const { context, extensions } = running;
    const faults = context.takeFaults();
    const isFine = found.length === 0 && faults.length === 0;
    const explain = (error: unknown): GraphQLError => toGraphQLError(error, report, context.correlationId);
    const errors = isFine ? NO_ERRORS : [...found, ...faults.map(asGraphQLError)].map(explain);
    after(ending, running, isFine ? FINE : { errors });
    const said = data !== undefined && Object.keys(extensions).length > 0 ? extensions : undefined;
    if (isFine) {
      const body = JSON.stringify({ data, extensions: said });
      context.held?.letGo(); // where something failed, what it left may still be under way
      return { status: 200, headers: NO_HEADERS, type, body };
    }
    return {
      ...transportOf(errors),
      type,
      body: JSON.stringify({ errors: fewer(errors).map(withoutHttp), data, extensions: said }),
    };
  }

  return ({ headers }, body, context) => {
    if (headers.origin !== undefined || !isJson(headers['content-type'] ?? '')) return undefined; // Yoga's
    const type = answerType(headers.accept ?? '*/*');
    const sent = type && paramsOf(body);
    if (!type || !sent) return undefined;
    const read = readable(() => readParams(reading, sent, context));
    if (typeof read?.query !== 'string') return undefined;
    const { query, operationName, variables } = read;
    const ready = documents.ready(query, operationName ?? undefined, variables ?? {}, body.length > LARGE_INPUT);
    if (!ready) return undefined;
    const running: RunningOperation = {
      document: ready.plan.document,
      operationName: operationName ?? undefined,
      operation: ready.plan.operation,
      variables: variables ?? {},
      context,
      extensions: {},
      states: OperationState.none(),
    };
    // Synchronous where nothing has to be waited for.
    let execution: Executed | Promise<Executed>;
    try {
      const wait = before(beginning, running);
      execution = wait ? wait.then(() => execute(ready, running)) : execute(ready, running);
    } catch (error) {
      return reply(type, running, { errors: [error] });
    }
    if (!(execution instanceof Promise)) return reply(type, running, execution);
    return execution.then(
      (executed) => reply(type, running, executed),
      (error: unknown) => reply(type, running, { errors: [error] }),
    );
  };
}

/** What an operation came to; without `data` where it was refused. */
interface Answered {
  readonly data?: unknown;
  readonly errors: readonly unknown[];
}

/** Undefined if a hook rejects the parameters: Yoga then calls it again, and reports the error. */
function readable(read: () => OperationParams): OperationParams | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const NO_HEADERS: Reply['headers'] = {};
const NO_ERRORS: readonly GraphQLError[] = [];
const FINE: Outcome = {};

/** Status and headers that errors request in `extensions.http`, which is not part of the response. */
function transportOf(errors: readonly GraphQLError[]): Pick<Reply, 'status' | 'headers'> {
  const asked = errors.flatMap(({ extensions }) => extensions['http'] ?? []);
  const status = asked.reduce((most, one) => Math.max(most, one.status ?? 0), 0) || 200;
  const headers = Object.fromEntries(asked.flatMap((one) => Object.entries(one.headers ?? {})));
  return { status, headers };
}

const PARAMS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName', 'extensions']);

/** The parameters of a well-formed body; undefined for anything that Yoga has to judge. */
function paramsOf(body: string): OperationParams | undefined {
  let params: Record<string, unknown>;
  try {
    params = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  for (const name in params) if (!PARAMS.has(name)) return undefined;
  const { query, operationName, variables, extensions } = params;
  const fits =
    (query === undefined || typeof query === 'string') &&
    (operationName == null || typeof operationName === 'string') &&
    isRecordOrNothing(variables) &&
    isRecordOrNothing(extensions);
  return fits ? params : undefined;
}

const isRecordOrNothing = (value: unknown): boolean =>
  value == null || (typeof value === 'object' && !Array.isArray(value));

const JSON_TYPES = ['application/graphql-response+json', 'application/json'];

const isJson = rememberLast((type): boolean => /^application\/json(?:;|$)/.test(type));

/** The media type of the response to a JSON POST; undefined if the caller accepts no single JSON response. */
const answerType = rememberLast((accept): string | undefined => {
  if (accept === '*/*' || accept === 'application/json') return 'application/json';
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.replaceAll(/\s/g, '').split(';');
    if (parameters.some((one) => one.includes('charset=') && one !== 'charset=utf-8')) continue;
    if (JSON_TYPES.includes(type)) return type;
    if (type === '*/*' || type === 'application/*') return 'application/json';
  }
  return undefined;
});
