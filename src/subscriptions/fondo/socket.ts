import type { EventSocket } from '../../datasources/fondo/socket.ts';

/** Why a socket is no more. */
export type CloseCause = 'closed' | 'silent' | 'renewed' | 'stopped';

/** An open event socket that is being listened to. */
export interface Link {
  /** Resolves when the socket is no more. */
  readonly lost: Promise<CloseCause>;
  /** Aborted at the same moment. */
  readonly signal: AbortSignal;
  close(): void;
}

export interface LinkOptions {
  /** Silence after which the socket counts as dead. */
  readonly silenceMs: number;
  readonly stop: AbortSignal;
  isTokenCurrent(token: string): Promise<boolean>;
  take(text: string): void;
}

/** Also removes a byte order mark. */
const utf8 = new TextDecoder();

/** How often an open socket's token is compared with the one in use. */
const TOKEN_CHECKS = 3;

/**
 * Hands on every message of a socket until it closes, falls silent, its token is renewed (it is not known whether
 * Fondo cuts a socket whose token expires), or it is stopped. Leaves no socket, timer or listener behind.
 */
export function consumeSocket({ socket, token }: EventSocket, options: LinkOptions): Link {
  const { silenceMs, stop, isTokenCurrent, take } = options;
  const controller = new AbortController();
  const { promise: lost, resolve } = Promise.withResolvers<CloseCause>();
  let loss: CloseCause = 'closed';
  const drop = (why: CloseCause): void => {
    loss = why;
    socket.terminate();
  };
  const leave = (): void => drop('stopped');
  const watchdog = setTimeout(() => drop('silent'), silenceMs).unref();
  const check = setInterval(() => {
    isTokenCurrent(token).then(
      (current) => (current ? undefined : drop('renewed')),
      () => undefined, // no token to be had at the moment: the socket may go on
    );
  }, silenceMs / TOKEN_CHECKS).unref();
  // Binary messages too: what proxies and other stacks send in them is the same JSON. `ws` hands out Buffers by default.
  socket.on('message', (data: Buffer) => {
    watchdog.refresh();
    take(utf8.decode(data));
  });
  socket.once('close', () => {
    clearTimeout(watchdog);
    clearInterval(check);
    stop.removeEventListener('abort', leave);
    controller.abort();
    resolve(loss);
  });
  if (stop.aborted) leave();
  stop.addEventListener('abort', leave, { once: true });
  if (socket.readyState === socket.CLOSED) socket.emit('close');
  return { lost, signal: controller.signal, close: leave };
}
