import type { ExecutionResult } from 'graphql';

/** A result in its serialised form, shared by all its subscribers. */
export interface Wire {
  readonly json: Buffer;
  /** Of its event, where the stream has cursors. */
  readonly cursor: string | undefined;
}

export const serialise = (result: ExecutionResult, cursor?: string): Wire => ({
  json: Buffer.from(JSON.stringify(result)),
  cursor,
});
