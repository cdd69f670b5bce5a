import { OperationState, type RunningOperation, type OperationHook } from '../execution/operation-hook.ts';
import type { Log } from './logger.ts';
import type { Failure, Metrics } from './metrics.ts';
import { callerIdOf, nameOf, type Named } from './names.ts';

const begun = new OperationState<{ readonly at: number; readonly named: Named; readonly streaming: boolean }>();

/** Logs and counts every operation. */
export function operationHooks(log: Log, metrics: Metrics): OperationHook {
  return {
    before(running) {
      const named = nameOf(running.document, running.operationName);
      begun.set(running, { at: performance.now(), named, streaming: named.type === 'subscription' });
      if (named.type !== 'subscription') return;
      metrics.subscribed(named.name, running.context);
      if (log.isEnabled('info')) log.info('subscription', entryOf(running, named));
    },
    after(running, { errors = [] }) {
      const start = begun.get(running);
      const named = start?.named ?? nameOf(running.document, running.operationName);
      const ms = start ? performance.now() - start.at : 0;
      const failures = errors.map(({ extensions }) => failureOf(extensions));
      if (start?.streaming) return metrics.event(named.name, failures);
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

const entryOf = ({ context }: RunningOperation, { name, type, hash }: Named) => ({
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
