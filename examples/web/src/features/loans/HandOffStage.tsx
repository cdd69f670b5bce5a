import { useMutation } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { useAct } from '../../acts/act.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import type { LoanJourneyStatus } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { HandOff } from '../../ui/HandOff.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { Steps, type Step } from '../../ui/Steps.tsx';
import { loanTexts } from './loan-texts.ts';
import type { LenderPage } from './Offers.tsx';
import { OpenLoanPages } from './operations.ts';

const WAY = [
  'OFFER_SELECTED',
  'KYC_PENDING',
  'BANK_MANDATE_PENDING',
  'E_MANDATE_PENDING',
  'LOAN_AGREEMENT_PENDING',
] as const satisfies readonly LoanJourneyStatus[];

interface HandOffStageProps {
  readonly journey: string;
  readonly status: LoanJourneyStatus;
  readonly page: LenderPage | undefined;
  /** The journey has gone on from where the page was given: its link, which works once, has been followed. */
  readonly isUsed: boolean;
  readonly onPage: (page: LenderPage | undefined) => void;
}

/** An offer is chosen: the way to the pages of the lender, and what is left to do there. */
export function HandOffStage({ journey, status, page, isUsed, onPage }: HandOffStageProps) {
  const texts = useTexts(loanTexts);
  const format = useFormat();
  const isExpired = useExpired(page?.expiresAt ?? null);
  const at = WAY.findIndex((one) => one === status);
  const steps = WAY.map((one, index): Step => ({
    label: texts.hosted[one],
    state: index < at || one === 'OFFER_SELECTED' ? 'done' : index === at ? 'current' : 'waiting',
  }));
  const lender = page?.lender ?? texts.lender;
  return (
    <Stage
      name="hand-off"
      title={page ? texts.handOffTitle(lender) : texts.hostedTitle}
      lead={page ? texts.handOffLead : texts.hostedLead}
    >
      {page && !isUsed && !isExpired ? (
        <div>
          <div className="form-actions">
            <HandOff url={page.url}>{texts.handOff(lender)}</HandOff>
          </div>
          {page.expiresAt !== null && <p className="hint">{texts.handOffUntil(format.time(page.expiresAt))}</p>}
        </div>
      ) : (
        <NewLink journey={journey} lender={lender} isAgain={page !== undefined} onPage={onPage} />
      )}
      {at >= 0 && <Steps label={texts.left} steps={steps} />}
      {status === 'OFFERED' && (
        <div className="form-actions">
          <Button look="quiet" onClick={() => onPage(undefined)}>
            {texts.other}
          </Button>
        </div>
      )}
    </Stage>
  );
}

interface NewLinkProps {
  readonly journey: string;
  readonly lender: string;
  readonly isAgain: boolean;
  readonly onPage: (page: LenderPage) => void;
}

/** Links work once and for a short time: a new one is asked for when a person wants it. */
function NewLink({ journey, lender, isAgain, onPage }: NewLinkProps) {
  const texts = useTexts(loanTexts);
  const [open, { loading }] = useMutation(OpenLoanPages, { variables: { journey }, fetchPolicy: 'no-cache' });
  const { act, problem, failure } = useAct();
  const press = (): Promise<void> =>
    act(async () => {
      const answer = (await open()).data?.openProcessUrl;
      if (answer?.__typename === 'ProcessPage') onPage({ url: answer.url, expiresAt: answer.expiresAt, lender });
      return answer;
    });
  return (
    <>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <div className="form-actions">
        <Button look="primary" busy={loading} onClick={() => void press()}>
          {isAgain ? texts.newLink : texts.hostedOpen}
        </Button>
      </div>
    </>
  );
}

/** Whether this time has passed. */
function useExpired(time: string | null): boolean {
  const [expired, setExpired] = useState<string>();
  useEffect(() => {
    if (time === null) return;
    const timer = setTimeout(() => setExpired(time), Math.max(0, new Date(time).getTime() - Date.now()));
    return () => clearTimeout(timer);
  }, [time]);
  return time !== null && expired === time;
}
