/** While the borrower is still in the partner's own pages. */
const BEFORE_HANDOFF: ReadonlySet<string> = new Set(['OFFERS_PENDING', 'OFFERED']);
const FINAL: ReadonlySet<string> = new Set(['NOT_OFFERED', 'DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED']);

interface HasStatus {
  readonly status: string | null;
}

/** Whether lenders are still asked, or an offer is still to be chosen. */
export const isBeforeHandOff = ({ status }: HasStatus): boolean => BEFORE_HANDOFF.has(status ?? '');

/** Whether nothing can come any more. A status that nobody knows is not final. */
export const isFinal = ({ status }: HasStatus): boolean => FINAL.has(status ?? '');
