import { describeError, type Log } from '../telemetry/logger.ts';
import type { Reloaded } from './reload.ts';

export interface Supervised {
  /** What runs: put to its new secrets while it does, and stopped once. */
  readonly gateway: { readonly log: Log; reload(fresh: Reloaded): void; stop(): Promise<void> };
  /** How often secrets are read again, in milliseconds; 0: only on SIGHUP. */
  readonly refreshMs: number;
  /** Throws where they cannot be read: those in use stay. */
  readSecrets(): Reloaded;
  /** After the gateway has stopped. */
  closed(): Promise<void> | undefined;
}

/** What the process does on signals and on errors that nobody caught: it never ends without a word, or an answer. */
export function handleSignals({ gateway, refreshMs, readSecrets, closed }: Supervised): void {
  const { log } = gateway;
  let stopping: Promise<void> | undefined;
  const stop = (reason: string, code: number): void => {
    log.info('stopping', { reason });
    stopping ??= gateway
      .stop()
      .then(closed)
      .catch((error: unknown) => log.error('the stop failed', describeError(error)))
      .then(() => process.exit(code));
  };
  const reload = (): void => {
    try {
      gateway.reload(readSecrets());
      log.debug('secrets were read again');
    } catch (error) {
      log.error('secrets could not be read again: those in use stay', describeError(error));
    }
  };
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('SIGHUP', reload);
  process.on('disconnect', () => stop('whoever has started this worker is gone', 0));
  if (refreshMs > 0) setInterval(reload, refreshMs).unref();
  // One operation's stray promise is no reason to drop the others; after an exception nothing can be relied on.
  process.on('unhandledRejection', (error) => log.fatal('unhandled rejection', describeError(error)));
  process.on('uncaughtException', (error) => {
    log.fatal('uncaught exception', describeError(error));
    stop('uncaught exception', 1);
  });
}
