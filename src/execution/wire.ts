import type { ExecutionResult } from 'graphql';

/** A result in its serialised form, shared by all its subscribers. */
export interface Wire {
  readonly json: Buffer;
  readonly cursor: string | undefined;
}
const wires = new WeakMap<object, Wire>();

/** The serialised form of a result, created once; with the cursor of its event if the stream has cursors. */
export const wireOf = (result: ExecutionResult): Wire => wires.get(result) ?? serialise(result, undefined);

/** Serialises a result; `wireOf` returns the same from then on. */
export function serialise(result: ExecutionResult, cursor: string | undefined): Wire {
  const wire = { json: Buffer.from(JSON.stringify(result)), cursor };
  wires.set(result, wire);
  return wire;
}
