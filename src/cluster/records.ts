/**
 * Single values that instances share for a while: what one has put, all can get. Each rejects with `ClusterUnavailable`
 * where they cannot be reached.
 */
export interface Records {
  /** @param kind tells the keys of this kind of value from those of another */
  put(kind: string, key: string, value: string, lifeMs: number): Promise<void>;
  /** The same for what must survive a failover: waits a moment until a replica has it, where there is one. */
  putDurably(kind: string, key: string, value: string, lifeMs: number): Promise<void>;
  /** Calls the listener when what was put may be gone: it is another store than before. */
  onReplaced(listener: () => void): void;
  /**
   * Puts a value unless what is there is newer, or final while this one is not and of the same group.
   * @returns whether it was put
   */
  putNewer(kind: string, key: string, value: string, order: RecordOrder, lifeMs: number): Promise<boolean>;
  get(kind: string, key: string): Promise<string | undefined>;
  /** Forgets a value that was put as final. */
  forgetFinal(kind: string, key: string): Promise<void>;
}

export interface RecordOrder {
  /** Greater for a newer value, as text. */
  readonly moment: string;
  readonly isFinal: boolean;
  readonly group: string;
}
