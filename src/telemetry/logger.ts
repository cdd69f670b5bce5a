import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import type { TelemetrySettings } from '../config/telemetry.ts';

/**
 * Everything that a line of the log may say: whatever is not listed cannot be logged. None of it is personal, secret
 * or the text of a caller or provider.
 */
export interface Entry {
  /** Id of the operation: the same as `correlationId` in errors and `x-correlation-id` at the providers. */
  readonly requestId?: string | undefined;
  /** Digest of the caller's subject. */
  readonly callerId?: string | undefined;
  readonly operation?: string | undefined;
  readonly operationType?: string | undefined;
  /** SHA-256 of the document, its first 16 digits. */
  readonly operationHash?: string | undefined;
  readonly provider?: string | undefined;
  /** Template of a path, without any id. */
  readonly endpoint?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** The provider's key of a failed call, a UUID: see `problemInstance`. Its support asks for it. */
  readonly instance?: string | undefined;
  readonly ms?: number | undefined;
  readonly cost?: number | undefined;
  /** Codes of errors. */
  readonly codes?: readonly string[] | undefined;
  /** Kind and place of an unexpected error. Never its message: that may quote what somebody sent. */
  readonly error?: string | undefined;
  readonly at?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly port?: number | undefined;
  /** Number of a process, from 0, where several share a port. */
  readonly worker?: number | undefined;
  /** Of several instances: hashed name of what one of them holds, and how much of it a line is about. */
  readonly thread?: string | undefined;
  readonly threads?: number | undefined;
}

const MEMBERS: ReadonlySet<string> = new Set<keyof Entry>([
  'requestId',
  'callerId',
  'operation',
  'operationType',
  'operationHash',
  'provider',
  'endpoint',
  'method',
  'status',
  'instance',
  'ms',
  'cost',
  'codes',
  'error',
  'at',
  'reason',
  'port',
  'worker',
  'thread',
  'threads',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug';

/** Structured lines of JSON. Messages are constants of the code. */
export type Log = { readonly [L in Level]: (message: string, entry?: Entry) => void } & {
  readonly isEnabled: (level: Level) => boolean;
};

export function createLog(level: TelemetrySettings['logLevel'], destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: (): string => `,"time":"${new Date().toISOString()}"` };
  const log: Pino = destination ? pino(options, destination) : pino(options);
  const write =
    (of: Level) =>
    (message: string, entry: Entry = {}): void => {
      if (log.isLevelEnabled(of)) log[of](allowed(entry), message);
    };
  return {
    fatal: write('fatal'),
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    isEnabled: (of) => log.isLevelEnabled(of),
  };
}

/** The listed members alone: a type can be got round, this cannot. */
const allowed = (entry: Entry): Entry =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => MEMBERS.has(name)));

/** What may be said of an error that nobody expected: its class, its code and where it came from. */
export function describeError(error: unknown): Pick<Entry, 'error' | 'at'> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? `${error.name} ${code}` : error.name;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return {
    error: known,
    at: frames.slice(0, 6).map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/\(?(?:file:\/\/)?\/.*\/((?:src|node_modules)\/)/, '($1'),
    ),
  };
}
