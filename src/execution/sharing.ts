import {
  createSourceEventStream,
  print,
  validateSubscriptionArgs,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { DocumentFact } from './document-fact.ts';
import { createSharedMemory, SharedExecution, type Translate } from './shared-execution.ts';
import type { Subscriber } from './subscriber.ts';

/**
 * Executes every subscription: identical operations (same document, operation, variables and rights) of any number of
 * subscribers are executed once per event, and share the result object. Events are executed with fresh loaders, which
 * those that arrive together share.
 */
export function useSharing(translate: Translate): Plugin<Context> {
  const executions = new Map<string, SharedExecution>();
  const memory = createSharedMemory();

  async function subscribe(args: ExecutionArgs): Promise<Subscriber | ExecutionResult> {
    const validated = validateSubscriptionArgs(args);
    if (!('schema' in validated)) return { errors: validated };
    const source = await createSourceEventStream(validated);
    if (!isAsyncIterable(source)) return source;
    const key = keyOf(validated, args.document);
    let execution = executions.get(key);
    if (!execution) {
      execution = new SharedExecution(validated, translate, memory, () => executions.delete(key));
      executions.set(key, execution);
    }
    const { correlationId } = args.contextValue as Context;
    const events = source[Symbol.asyncIterator]() as AsyncGenerator<unknown, void>;
    return execution.join(events, correlationId);
  }

  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe as never) };
}

const keyOf = (args: ValidatedSubscriptionArgs, document: DocumentNode): string => {
  const position = positionVariables.of(document);
  const variables = Object.entries(args.variableValues.coerced).filter(([name]) => !position.has(name));
  const { name } = args.operation;
  return JSON.stringify([(args.contextValue as Context).rights, textOf.of(document), name?.value, variables.sort()]);
};

const textOf = new DocumentFact((document): string => document.loc?.source.body ?? print(document));

/**
 * Variables that only determine where a subscriber's stream begins: used once, as the argument `after` of the subscribed
 * field. The results do not depend on them, so that resuming subscribers share an execution with the others.
 */
const positionVariables = new DocumentFact((document): ReadonlySet<string> => {
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
  return new Set([...afters].filter((name) => uses.get(name) === 1));
});
