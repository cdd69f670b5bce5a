import type { Node } from './node.ts';

/** A change as it is stored in the log of a thread. */
export interface Envelope<C> {
  /** Of the change: the same one is appended again after Redis has lost it. */
  readonly id: string;
  /** See `Heard.before`. */
  readonly before: boolean;
  readonly change: C;
  /** When its holder knew it, by the clock of that instance. */
  readonly at: number;
}

/** Opens only in this log, under this fence: nobody can move it to another client. */
const placeOf = (log: string, fence: number | string): string => `${log} ${fence}`;

export const sealEnvelope = <C>(
  node: Node,
  log: string,
  fence: number,
  { id, before, change, at }: Envelope<C>,
): Buffer => node.seal.close(placeOf(log, fence), JSON.stringify([id, Number(before), change, at]));

/** Undefined for what was not sealed here. */
export function openEnvelope<C>(node: Node, log: string, fence: number, data: Buffer): Envelope<C> | undefined {
  const text = node.open(placeOf(log, fence), data);
  if (text === undefined) return undefined;
  const [id, before, change, at] = JSON.parse(text) as [string, number, C, number];
  return { id, before: before === 1, change, at };
}
