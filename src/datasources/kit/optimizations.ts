/** What saves calls to a provider, each unless it is false: so that each can be measured, and for that alone. */
export interface ReadOptimizations {
  /** Many ids of a list whose length is remembered are answered by the list where that costs less than single reads. */
  readonly batching?: boolean | undefined;
  /** A read under way is joined by whoever asks for the same. */
  readonly sharing?: boolean | undefined;
}
