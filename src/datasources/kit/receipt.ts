/**
 * What becomes of a webhook delivery.
 * - `taken`, `repeated`: acknowledged; `unknown`: acknowledged as well, though it says nothing that the gateway knows
 * - `refused`: not signed by the provider, too old, or of another application; `malformed`: signed, and no JSON of use
 * - `off`: no secret is set
 */
export type Receipt = 'taken' | 'repeated' | 'unknown' | 'refused' | 'malformed' | 'off';

/** Takes deliveries and counts what becomes of them. */
export interface Receiver<A extends readonly unknown[]> {
  /** Rejects where a delivery could not be taken: it is to be repeated. */
  (...args: A): Promise<Receipt>;
  readonly counts: ReadonlyMap<Receipt, number>;
  /** Whether no secret is set, so that no delivery can be verified. */
  isOff(): boolean;
}

export function withCounts<A extends readonly unknown[]>(
  receive: (...args: A) => Promise<Receipt>,
  isOff: () => boolean,
): Receiver<A> {
  const counts = new Map<Receipt, number>();
  const take = async (...args: A): Promise<Receipt> => {
    const receipt = await receive(...args);
    counts.set(receipt, (counts.get(receipt) ?? 0) + 1);
    return receipt;
  };
  return Object.assign(take, { counts, isOff });
}
