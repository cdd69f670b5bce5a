import {
  createSourceEventStream,
  executeSubscriptionEvent,
  locatedError,
  print,
  validateSubscriptionArgs,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';

type Translate = (error: GraphQLError, correlationId: string) => GraphQLError;
type Results = AsyncGenerator<ExecutionResult, void>;

/**
 * A subscription that has started. Not iterable itself, so that plugins do not process every result of every subscriber:
 * for plugins and hooks, a subscription is done when it has started or was rejected.
 */
export class Subscribed {
  readonly results: Results;

  constructor(results: Results) {
    this.results = results;
  }
}

/** A result in its serialised form, shared by all its subscribers. */
interface Wire {
  readonly json: Buffer;
  readonly cursor: string | undefined;
}
const wires = new WeakMap<object, Wire>();

/** The serialised form of a result, created once; with the cursor of its event if the stream has cursors. */
export function wireOf(result: ExecutionResult): Wire {
  let wire = wires.get(result);
  if (!wire) wires.set(result, (wire = toWire(result, undefined)));
  return wire;
}

const toWire = (result: ExecutionResult, cursor: string | undefined): Wire => ({
  json: Buffer.from(JSON.stringify(result)),
  cursor,
});

/**
 * Executes every subscription: identical operations (same document, operation, variables and rights) of any number of
 * subscribers are executed once per event, and share the result object. Each event is executed with fresh loaders.
 */
export function useSharing(translate: Translate): Plugin<Context> {
  const executions = new Map<string, Execution>();

  async function subscribe(args: ExecutionArgs): Promise<Subscribed | ExecutionResult> {
    const validated = validateSubscriptionArgs(args);
    if (!('schema' in validated)) return { errors: validated };
    const source = await createSourceEventStream(validated);
    if (!isAsyncIterable(source)) return source;
    const key = keyOf(validated, args.document);
    let execution = executions.get(key);
    if (!execution) {
      execution = new Execution(validated, translate, () => executions.delete(key));
      executions.set(key, execution);
    }
    return new Subscribed(execution.join(source[Symbol.asyncIterator]() as AsyncGenerator<unknown, void>));
  }

  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe as never) };
}

/** One operation, with all its subscribers. */
class Execution {
  readonly #args: ValidatedSubscriptionArgs;
  readonly #translate: Translate;
  readonly #onIdle: () => void;
  readonly #controller = new AbortController();
  readonly #results = new WeakMap<object, Promise<ExecutionResult>>();
  #members = 0;

  constructor(args: ValidatedSubscriptionArgs, translate: Translate, onIdle: () => void) {
    this.#args = args;
    this.#translate = translate;
    this.#onIdle = onIdle;
  }

  /** The results of the events of one subscriber's stream. Returning from it returns from the stream at once. */
  join(source: AsyncGenerator<unknown, void>): Results {
    this.#members += 1;
    let joined = true;
    const leave = (): void => {
      if (!joined) return;
      joined = false;
      this.#members -= 1;
      if (this.#members > 0) return;
      this.#controller.abort();
      this.#onIdle();
    };
    const results: Results = {
      next: async () => {
        try {
          const { done, value } = await source.next();
          if (!done) return { done: false, value: await this.#resultOf(value) };
        } catch (error) {
          leave();
          const { operation, contextValue } = this.#args;
          throw this.#translate(
            locatedError(error, operation.selectionSet.selections, undefined),
            (contextValue as Context).correlationId,
          );
        }
        leave();
        return { done: true, value: undefined };
      },
      return: async () => {
        leave();
        await source.return();
        return { done: true, value: undefined };
      },
      throw: async (error) => {
        await results.return();
        throw error;
      },
      [Symbol.asyncIterator]: () => results,
      [Symbol.asyncDispose]: async () => void (await results.return()),
    };
    return results;
  }

  #resultOf(event: unknown): Promise<ExecutionResult> {
    if (typeof event !== 'object' || event === null) return this.#execute(event);
    let result = this.#results.get(event);
    if (!result) this.#results.set(event, (result = this.#execute(event)));
    return result;
  }

  async #execute(event: unknown): Promise<ExecutionResult> {
    const context = (this.#args.contextValue as Context).forEvent(this.#controller.signal);
    const result = await executeSubscriptionEvent({ ...this.#args, rootValue: event, contextValue: context });
    const errors = result.errors?.map((error) => this.#translate(error, context.correlationId));
    const translated = errors ? { ...result, errors } : result;
    wires.set(translated, toWire(translated, (event as { cursor?: string } | null)?.cursor));
    return translated;
  }
}

const keyOf = (args: ValidatedSubscriptionArgs, document: DocumentNode): string => {
  const position = positionVariables(document);
  const variables = Object.entries(args.variableValues.coerced).filter(([name]) => !position.has(name));
  const { name } = args.operation;
  return JSON.stringify([(args.contextValue as Context).rights, textOf(document), name?.value, variables.sort()]);
};

const texts = new WeakMap<DocumentNode, string>();
function textOf(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = document.loc?.source.body ?? print(document)));
  return text;
}

const positions = new WeakMap<DocumentNode, ReadonlySet<string>>();

/**
 * Variables that only determine where a subscriber's stream begins: used once, as the argument `after` of the subscribed
 * field. The results do not depend on them, so that resuming subscribers share an execution with the others.
 */
function positionVariables(document: DocumentNode): ReadonlySet<string> {
  const known = positions.get(document);
  if (known) return known;
  const uses = new Map<string, number>();
  const afters = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== 'OperationDefinition') continue;
    for (const field of definition.selectionSet.selections) {
      if (field.kind !== 'Field') continue;
      for (const { name, value } of field.arguments ?? []) {
        if (name.value === 'after' && value.kind === 'Variable') afters.add(value.name.value);
      }
    }
  }
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  });
  const found = new Set([...afters].filter((name) => uses.get(name) === 1));
  positions.set(document, found);
  return found;
}
