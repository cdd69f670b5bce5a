import { useTexts } from '../../i18n/language.tsx';
import { loanTexts } from './loan-texts.ts';
import type { Loan } from './offers.ts';

/** What each lender has answered so far. */
export function Lenders({ lenders }: { readonly lenders: Loan['lenders'] }) {
  const texts = useTexts(loanTexts);
  if (lenders.length === 0) return null;
  return (
    <section className="card card-body lenders" aria-labelledby="lenders">
      <h2 id="lenders">{texts.lenders}</h2>
      <ul>
        {lenders.map(({ lender, status }) => (
          <li key={lender}>
            <span>{lender}</span>
            <span className={status === 'OFFER_RECEIVED' ? 'badge badge-success' : 'badge'}>
              {texts.lenderStatus[status]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
