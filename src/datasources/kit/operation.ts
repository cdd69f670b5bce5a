import type { Fault } from '../../faults.ts';
import type { Held } from './held.ts';
import type { ScanBudget } from './paging/scan-budget.ts';
import type { StopSignal } from './stop.ts';

export type HowAnswered = 'sent' | 'joined' | 'cached';

/** What a trace shows of a request. */
export interface TracedRequest {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly use?: string;
  /** Whether it changes nothing: a GET does not. */
  readonly repeatable?: boolean;
}

/** Notified of the requests of an operation, for its developer. */
export interface RequestTrace {
  /** `answer` is what is waited for: a reply, or the body of one. */
  note(request: TracedRequest, how: HowAnswered, answer: Promise<unknown>): void;
  /** By what so many items of a collection were answered, and what was known of its list and of the provider. */
  chose(by: 'list' | 'single reads', choice: BatchDecision): void;
}

export interface BatchDecision {
  /** Address of the list. */
  readonly list: string;
  readonly ids: number;
  readonly rows: number | undefined;
  /** Calls to the provider that could start at that moment. */
  readonly callsLeft: number;
}

/** The caller of an operation. */
export interface CallerOf {
  /** What the caller may see: operations may share what they read only where it is the same. */
  readonly rights: string;
  /** Who it is: callers share the capacity of a provider fairly by it. Undefined: not known, one of many perhaps. */
  readonly id?: string | undefined;
}

/** Whether a provider is there, as asked by an operation. */
export type Ping = Pick<Operation, 'signal' | 'trace'>;

/** One GraphQL operation (or one event of a subscription) as the datasources see it. */
export interface Operation {
  /** Aborted when nobody waits for the answer any more. Reads stop then; writes do not look at it. */
  readonly signal: StopSignal;
  /** Sent to the providers as `x-correlation-id` and shown in errors. */
  readonly correlationId: string;
  /** The caller's own trace (W3C Trace Context), as it sent it. */
  readonly traceparent?: string | undefined;
  /** Who asks: operations may share what they read only where the rights are the same. Without it nothing is shared. */
  readonly caller?: CallerOf;
  readonly trace?: RequestTrace | undefined;
  /** Counts the rows of lists that are read for it; left out where that has no bound. */
  readonly scanned?: ScanBudget | undefined;
  /** Takes a fault of a part of an answer whose rest is used: it is reported to the caller beside the data. */
  readonly notice?: ((fault: Fault) => void) | undefined;
  /** Is told who holds what was read for it alone; left out where nobody says when its answer is written. */
  readonly held?: Pick<Held, 'by'> | undefined;
}
