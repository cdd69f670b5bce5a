type Args = Readonly<Record<string, unknown>>;

/** The segments of the id of an object: the client first, where it belongs to one. */
export type Keys = readonly [first: string, ...below: string[]];

/** An object that the arguments of a root field name, which may not exist. */
export interface Root {
  /** Name of its type, which the field need not return itself: it may return an interface. */
  readonly type: string;
  readonly keys: Keys;
}

/** A collection that is notified how many items will be read by id; returns the read that it started because of it. */
export interface Expecting {
  expect(ids: number): Promise<unknown> | undefined;
}

/**
 * Declares the reads of a field that need not wait for its parent. Only the keys of the parent are known: it may not
 * exist or not be accessible, so all reads go through the providers of the context, which apply the access rules.
 */
export interface Prefetch<C = unknown> {
  /** On a root field: the objects that its arguments name, in their order. Reads below them may then start. */
  readonly roots?: (args: Args) => readonly (Root | undefined)[];
  /**
   * On a field that returns one object: its keys, from the arguments and from the keys of its parent. Reads below it may
   * then start. Undefined: nothing is known to be there.
   */
  readonly key?: (args: Args, parent: Keys) => Keys | undefined;
  /**
   * Starts the read of the resolver of the field, with the same parameters, so that nothing is read twice. It is given
   * the keys of the field itself where that has any, of its parent else: of an item of a list the first is known alone.
   * @param parents how many objects have the field, as far as is known before
   */
  readonly start?: (keys: Keys, args: Args, context: C, parents: number) => unknown;
  /** On a list: its length when it was last read; undefined: as many as requested. */
  readonly rows?: (keys: Keys, context: C) => number | undefined;
  /** On a field that returns items by ids that only its parent has: the collection that they will be read from. */
  readonly needs?: (keys: Keys, context: C) => Expecting;
  /** How many of them one parent has; 1 if left out. */
  readonly each?: number;
}

export const prefetchOf = (extensions: Readonly<Record<string, unknown>>): Prefetch =>
  (extensions['prefetch'] as Prefetch | undefined) ?? {};
