import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type subscribe,
} from 'graphql';
import { MessageType, type SubscribeMessage } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import { identified } from '../auth/caller.ts';
import { Context, type SharedServices } from '../context.ts';
import { toGraphQLError, withoutHttp, type Report } from '../execution/error-masking.ts';
import type { OperationHooks, OperationParams } from '../execution/operation-hook.ts';
import { readParams } from '../execution/operation-hooks.ts';
import { Subscriber } from '../execution/subscriber.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import type { Yoga } from './graphql-http.ts';
import type { SocketOperation } from './ws-operation.ts';

/** What Yoga prepares for one operation: its whole pipeline, error masking included. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  contextFactory(): Promise<Context> | Context;
  execute: typeof execute;
  subscribe: typeof subscribe;
}

type Answer = Subscriber | ExecutionResult | AsyncIterable<ExecutionResult>;

export interface ExecutionServices {
  readonly yoga: Yoga;
  readonly shared: SharedServices;
  readonly hooks: OperationHooks;
  readonly admission: AdmissionControl;
  readonly report: Report;
  readonly maxOperations: number;
}

/** Executes the operations of WebSockets through Yoga, and sends what they result in. */
export function createExecution({ yoga, shared, hooks, admission, report, maxOperations }: ExecutionServices) {
  const refused = (error: unknown): ExecutionResult => ({ errors: [toGraphQLError(error, report)] });

  function contextOf(operation: SocketOperation): Context {
    const { conversation } = operation;
    const { caller } = conversation.session;
    const holder = caller.access ? `caller:${caller.access.subject}` : conversation.source;
    admission.takeOperation(holder);
    const context = new Context(shared, operation, identified(caller, holder));
    context.holder = holder;
    context.remoteAddress = conversation.remoteAddress;
    context.sentBytes = operation.bytes;
    context.incremental = conversation.incremental;
    return context;
  }

  async function answerOf(operation: SocketOperation, sent: OperationParams): Promise<Answer> {
    const context = contextOf(operation);
    const params = { ...sent, ...readParams(hooks, sent, context) };
    const enveloped = yoga.getEnveloped(Object.assign(context, { params })) as unknown as Enveloped;
    const { schema } = enveloped;
    const document = enveloped.parse(params.query ?? '');
    const contextValue = await enveloped.contextFactory();
    const errors = enveloped.validate(schema, document);
    if (errors.length > 0) return { errors };
    const kind = getOperationAST(document, params.operationName)?.operation;
    if (!kind) return { errors: [NO_OPERATION] };
    const args: ExecutionArgs = {
      ...{ schema, document, contextValue, rootValue: undefined },
      operationName: params.operationName,
      variableValues: params.variables,
    };
    return kind === OperationTypeNode.SUBSCRIPTION
      ? Promise.resolve(enveloped.subscribe(args) as Answer | Promise<Answer>).catch(refused)
      : inTurn(operation, () => enveloped.execute(args));
  }

  /** When it is its turn: a client has so many answers at most that it has not taken. */
  async function inTurn(operation: SocketOperation, run: () => unknown): Promise<Answer> {
    await operation.turn();
    if (operation.hasEnded) return NOTHING; // nobody waits for it any more
    try {
      return (await run()) as Answer;
    } catch (error) {
      return refused(error); // a hook around the operation
    }
  }

  async function send(operation: SocketOperation, answer: Answer): Promise<void> {
    const { conversation, id } = operation;
    const next = async (result: ExecutionResult): Promise<void> => {
      if (operation.hasEnded) return;
      const payload = result.errors ? { ...result, errors: result.errors.map(withoutHttp) } : result;
      await conversation.sent({ id, type: MessageType.Next, payload } as never);
    };
    if (answer instanceof Subscriber) return operation.follow(answer);
    if (isAsyncIterable(answer)) {
      const parts = answer[Symbol.asyncIterator]();
      operation.whenEnded(() => void parts.return?.());
      for (let part = await parts.next(); !part.done; part = await parts.next()) await next(part.value);
    } else if (answer.errors && answer.data === undefined) {
      return conversation.fail(operation, answer.errors);
    } else {
      await next(answer);
    }
    conversation.complete(operation);
  }

  /** Whatever is wrong with an operation is the answer to it, and no reason to end the others on its connection. */
  return async (operation: SocketOperation, sent: SubscribeMessage['payload']): Promise<void> => {
    const { conversation } = operation;
    try {
      const isTooMany = conversation.running > maxOperations;
      await send(operation, isTooMany ? { errors: [tooMany(maxOperations)] } : await answerOf(operation, sent));
    } catch (error) {
      conversation.fail(operation, [error instanceof GraphQLError ? error : toGraphQLError(error, report)]);
    } finally {
      operation.rest();
    }
  };
}

const NOTHING: ExecutionResult = { data: null };

const NO_OPERATION = new GraphQLError('Could not determine what operation to execute.', {
  extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
});

const tooMany = (limit: number): GraphQLError =>
  new GraphQLError(`At most ${limit} operations run at the same time on one connection.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  });
