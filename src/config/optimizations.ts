/**
 * What saves work, each unless it is false: so that each can be measured, and for that alone. Nothing of the environment
 * says so.
 */
export interface Devices {
  /** An ordinary operation is planned and compiled once; else Yoga executes it. */
  readonly compiled?: boolean | undefined;
  /** What the arguments tell is read before the parents are there. */
  readonly readsAhead?: boolean | undefined;
  /** Many ids of a list whose length is remembered are answered by the list where that costs less than single reads. */
  readonly batching?: boolean | undefined;
  /** A read under way is joined by whoever asks for the same. */
  readonly sharing?: boolean | undefined;
}
