import { useMutation } from '@apollo/client/react';
import { useId, useState } from 'react';
import { useAct } from '../../acts/act.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { loanTexts } from './loan-texts.ts';
import { OfferCard } from './OfferCard.tsx';
import { lowest, offersOf, SORTS, waiting, type Loan, type Sort } from './offers.ts';
import { ChooseLoanOffer } from './operations.ts';

/** The pages of a lender for one offer. */
export interface LenderPage {
  readonly url: string;
  readonly expiresAt: string | null;
  readonly lender: string;
}

interface OffersProps {
  readonly loan: Loan;
  readonly onPage: (page: LenderPage) => void;
}

/** The offers so far, to compare and to choose from. More may follow while one looks. */
export function Offers({ loan, onPage }: OffersProps) {
  const texts = useTexts(loanTexts);
  const id = useId();
  const [sort, setSort] = useState<Sort>('cost');
  const [chosen, setChosen] = useState<string>();
  const [isTried, setTried] = useState(false);
  const [choose] = useMutation(ChooseLoanOffer, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const offers = offersOf(loan, sort);
  const offer = offers.find((one) => one.id === chosen && one.isSelectable);
  const [cheapest, lightest] = [lowest(offers, 'cost'), lowest(offers, 'installment')];
  const isMissing = isTried && !offer;
  const press = (): void => {
    setTried(true);
    if (!offer) return document.querySelector<HTMLElement>(`[name="${id}"]:not(:disabled)`)?.focus();
    void act(async () => {
      const { data } = await choose({ variables: { journey: loan.id, offer: offer.id } });
      const answer = data?.openLoanOffer;
      if (answer?.__typename === 'HostedLoanPage')
        onPage({ url: answer.url, expiresAt: answer.expiresAt, lender: offer.lender });
      return answer;
    });
  };
  return (
    <Stage name="offers" title={texts.offersTitle} lead={texts.offersLead}>
      <p role="status" className="loan-count">
        {texts.count(offers.length, waiting(loan))}
      </p>
      {offers.length > 1 && (
        <Choice
          legend={texts.sort}
          inline
          value={sort}
          onChange={setSort}
          options={SORTS.map((value) => ({ value, label: texts.sorts[value] }))}
        />
      )}
      <fieldset className="choice" aria-describedby={isMissing ? `${id}-error` : undefined}>
        <legend>{texts.choose}</legend>
        <div className="options">
          {offers.map((one) => (
            <OfferCard
              key={one.id}
              offer={one}
              group={id}
              isChosen={one.id === chosen}
              onChoose={() => setChosen(one.id)}
              badges={[
                ...(one.id === cheapest ? [texts.lowestCost] : []),
                ...(one.id === lightest ? [texts.lowestInstallment] : []),
              ]}
            />
          ))}
        </div>
        {isMissing && (
          <p id={`${id}-error`} className="field-error">
            {texts.missing}
          </p>
        )}
      </fieldset>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <div className="form-actions">
        <Button look="primary" busy={busy} onClick={press}>
          {texts.goOn}
        </Button>
      </div>
    </Stage>
  );
}
