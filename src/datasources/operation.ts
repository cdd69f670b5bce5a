export type HowRead = 'sent' | 'joined' | 'kept';

/** Is told of the reads of an operation, for its developer. */
export interface ReadTrace {
  note(read: string, how: HowRead): void;
}

/** One GraphQL operation (or one event of a subscription) as the datasources see it. */
export interface Operation {
  /** Aborted when nobody waits for the answer any more. Reads stop then; writes do not look at it. */
  readonly signal: AbortSignal;
  /** Sent to the providers as `x-correlation-id` and shown in errors. */
  readonly correlationId: string;
  /** The caller's own trace (W3C Trace Context), as it sent it. */
  readonly traceparent?: string | undefined;
  /** Who asks: operations may share what they read only where the rights are the same. Without it nothing is shared. */
  readonly caller?: { readonly rights: string };
  readonly trace?: ReadTrace | undefined;
}
