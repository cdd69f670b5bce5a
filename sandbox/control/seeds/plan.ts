import type { FondoState } from '../../fondo/state.ts';
import { parseGlobalId, type NodeName } from '../../../src/schema/kit/global-id.ts';
import type { Issue } from '../errors.ts';

/** The objects of one kind in a seed, checked against what is there. */
export interface Plan {
  /** What is wrong with them. */
  readonly issues: readonly Issue[];
  /** Adds them all; their global ids, in the order of the seed. */
  apply(): string[];
}

/** What this seed adds, for what refers to it. */
export interface Known {
  readonly instruments: Set<string>;
  readonly clients: Set<string>;
  /** The client of each account. */
  readonly accounts: Map<string, string>;
}

/** The last segment of a global id of this type, or the bare id. */
export const bareId = (id: string, name: NodeName): string => parseGlobalId(id, [name])?.segments.at(-1) ?? id;

export const isInstrument = ({ instruments }: FondoState, known: Known, id: string): boolean =>
  known.instruments.has(id) || instruments.get(id) !== undefined;
