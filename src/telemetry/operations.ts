import { createHash } from 'node:crypto';
import { getOperationAST, type DocumentNode } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import type { Running, Step } from '../execution/operation-hooks.ts';
import type { Log } from './logger.ts';
import type { Failure, Metrics } from './metrics.ts';

/** What is known of the operations of a document. */
export interface Named {
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly hash: string;
}

/** Logs and counts every operation. */
export function operationSteps(log: Log, metrics: Metrics): Step {
  const begun = new WeakMap<Running, { readonly at: number; readonly named: Named; streaming: boolean }>();
  return {
    before(running) {
      const named = nameOf(running.document, running.operationName);
      begun.set(running, { at: performance.now(), named, streaming: named.type === 'subscription' });
      if (named.type !== 'subscription') return;
      metrics.subscribed(named.name, running.context.signal);
      if (log.isEnabled('info')) log.info('subscription', entryOf(running, named));
    },
    after(running, { errors = [] }) {
      const start = begun.get(running);
      const named = start?.named ?? nameOf(running.document, running.operationName);
      const ms = start ? performance.now() - start.at : 0;
      const failures = errors.map(({ extensions }) => failureOf(extensions));
      if (start?.streaming) return metrics.event(named.name, failures);
      begun.delete(running);
      metrics.operation(named, ms / 1000, failures);
      if (!log.isEnabled('info')) return;
      const cost = (running.extensions['cost'] as { requested?: number } | undefined)?.requested;
      log.info('operation', {
        ...entryOf(running, named),
        ms: Math.round(ms),
        cost,
        codes: failures.length > 0 ? failures.map(({ code }) => code) : undefined,
      });
    },
  };
}

const entryOf = ({ context }: Running, { name, type, hash }: Named) => ({
  requestId: context.correlationId,
  callerId: callerIdOf(context.caller),
  operation: name,
  operationType: type,
  operationHash: hash,
});

const failureOf = ({ code, provider }: Readonly<Record<string, unknown>>): Failure => ({
  code: typeof code === 'string' ? code : 'BAD_REQUEST',
  provider: typeof provider === 'string' ? provider : '',
});

/** The caller in a log: a digest, since a subject may be a mail address. */
export const callerIdOf = ({ access }: Caller): string =>
  access ? createHash('sha256').update(access.subject).digest('base64url').slice(0, 12) : 'open';

const names = new WeakMap<DocumentNode, Map<string | undefined, Named>>();

/** Found once per document: the name with long runs of digits blotted out, since callers choose it. */
export function nameOf(document: DocumentNode, operationName: string | undefined): Named {
  const known = names.get(document) ?? new Map<string | undefined, Named>();
  names.set(document, known);
  let named = known.get(operationName);
  if (!named) {
    const operation = getOperationAST(document, operationName);
    const name = (operation?.name?.value ?? 'anonymous').replaceAll(/\d{5,}/g, '#').slice(0, 64);
    const hash = createHash('sha256')
      .update(document.loc?.source.body ?? '')
      .digest('hex')
      .slice(0, 16);
    known.set(operationName, (named = { name, type: operation?.operation ?? 'query', hash }));
  }
  return named;
}
