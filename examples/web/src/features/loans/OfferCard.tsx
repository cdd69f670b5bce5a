import type { MoneyLike } from '../../i18n/format.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { loanTexts } from './loan-texts.ts';
import type { Offer } from './offers.ts';

interface OfferCardProps {
  readonly offer: Offer;
  readonly group: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly badges: readonly string[];
}

/** An offer in one line, its terms below those of the others; on a phone, a card. */
export function OfferCard({ offer, group, isChosen, onChoose, badges }: OfferCardProps) {
  const texts = useTexts(loanTexts);
  const format = useFormat();
  const { lender, isSelectable, amount, installment, netDisbursed, annualPercentageRate, tenureMonths } = offer;
  const money = (of: MoneyLike | null): string => (of ? format.shortMoney(of) : '–');
  const terms = [
    [texts.amount, money(amount)],
    [texts.apr, annualPercentageRate != null ? format.percent(annualPercentageRate) : '–'],
    [texts.emi, money(installment)],
    [texts.tenure, tenureMonths != null ? texts.months(tenureMonths) : '–'],
    [texts.paidOut, money(netDisbursed)],
  ] as const;
  return (
    <label className="option loan-offer" data-disabled={isSelectable ? undefined : true}>
      <input
        type="radio"
        name={group}
        value={offer.id}
        checked={isChosen}
        disabled={!isSelectable}
        onChange={onChoose}
      />
      <span className="loan-offer-body">
        <span className="loan-offer-head">
          <span className="loan-offer-lender">{lender}</span>
          {badges.map((badge) => (
            <span key={badge} className="badge badge-success">
              {badge}
            </span>
          ))}
          {!isSelectable && <span className="badge badge-warning">{texts.notYet}</span>}
        </span>
        <span className="loan-terms">
          {terms.map(([name, value]) => (
            <span key={name} className="loan-term">
              <span className="small muted">{name}</span> <span className="number">{value}</span>
            </span>
          ))}
        </span>
        {offer.validUntil != null && (
          <span className="hint">{texts.validUntil(format.dateTime(offer.validUntil))}</span>
        )}
      </span>
    </label>
  );
}
