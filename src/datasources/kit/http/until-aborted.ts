import { Readable } from 'node:stream';
import type { StopSignal } from '../stop.ts';
import type { HttpReply } from './exchange.ts';

/** A reply, or the reason of the signal as soon as that aborts; a body that comes after it is thrown away. */
export function untilAborted(reply: Promise<HttpReply>, signal: StopSignal): Promise<HttpReply> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void => {
    reject(signal.reason);
    reply.then(
      ({ body }) => (body instanceof Readable ? body.destroy() : undefined),
      () => undefined,
    );
  };
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  return Promise.race([reply, promise]).finally(() => signal.removeEventListener('abort', leave));
}
