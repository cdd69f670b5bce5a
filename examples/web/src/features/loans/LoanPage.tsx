import { useState } from 'react';
import { useParams } from 'wouter';
import { failureOf } from '../../gateway/errors.ts';
import { useTexts } from '../../i18n/language.tsx';
import { forget } from '../../kept.ts';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { EndedStage } from '../../ui/EndedStage.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { HandOff } from '../../ui/HandOff.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Stage, Stages } from '../../ui/Stage.tsx';
import { HandOffStage } from './HandOffStage.tsx';
import { Lenders } from './Lenders.tsx';
import { useLoan } from './live.ts';
import { loanTexts } from './loan-texts.ts';
import { Offers, type LenderPage } from './Offers.tsx';
import type { Loan } from './offers.ts';
import './loans.css';

/** A loan from the first offer to the money. */
export default function LoanPage() {
  const texts = useTexts(loanTexts);
  const id = decodeURIComponent(useParams<{ journey: string }>().journey);
  const { loan, error, again } = useLoan(id);
  return (
    <Page title={texts.title} back={{ to: '/loans', label: texts.back }}>
      {loan ? (
        <div className="stack loan">
          {error !== undefined && <Failed error={error} retry={again} />}
          <Stages>
            <LoanStage loan={loan} />
          </Stages>
          {(loan.status === 'OFFERED' || loan.status === 'OFFERS_PENDING') && <Lenders lenders={loan.lenders} />}
        </div>
      ) : error === undefined ? (
        <Loading rows={5} tall />
      ) : failureOf(error).text === 'gone' ? (
        <Empty title={texts.absent} action={<AskAgain journey={id} />}>
          {texts.absentHint}
        </Empty>
      ) : (
        <Failed error={error} retry={again} />
      )}
    </Page>
  );
}

/** Where a link to the lender leads: choosing an offer is where it is given, and no step of its own. */
const stepOf = (status: Loan['status']): string => (status === 'OFFERED' ? 'OFFER_SELECTED' : status);

/** What a person does next, or how it ended. */
function LoanStage({ loan }: { readonly loan: Loan }) {
  const texts = useTexts(loanTexts);
  const { id, status, lenders } = loan;
  const [given, setGiven] = useState<{ readonly page: LenderPage; readonly step: string }>();
  const onPage = (page: LenderPage | undefined): void => setGiven(page && { page, step: stepOf(status) });
  const page = given?.page;
  const handOff = (
    <HandOffStage journey={id} status={status} page={page} isUsed={given?.step !== stepOf(status)} onPage={onPage} />
  );
  switch (status) {
    case 'NOT_OFFERED':
    case 'DISBURSED':
    case 'REJECTED':
    case 'EXPIRED':
    case 'CLOSED':
      return (
        <EndedStage
          name={status.toLowerCase()}
          look={status === 'DISBURSED' ? 'success' : 'warning'}
          title={texts.endedTitle[status]}
          lead={texts.endedLead[status]}
        >
          <div className="form-actions">
            <AskAgain journey={id} />
          </div>
        </EndedStage>
      );
    case 'LENDER_PROCESSING':
    case 'UNKNOWN':
      return <Stage name="processing" title={texts.processingTitle} lead={texts.processingLead} />;
    case 'OFFERS_PENDING':
    case 'OFFERED': {
      if (page) return handOff;
      const hasOffers = lenders.some(({ offers }) => offers.length > 0);
      return (
        <>
          <Consent loan={loan} />
          {hasOffers ? (
            <Offers loan={loan} onPage={onPage} />
          ) : (
            <Stage name="asking" title={texts.askingTitle} lead={texts.askingLead}>
              <Loading rows={3} tall />
            </Stage>
          )}
        </>
      );
    }
    default:
      return handOff;
  }
}

/** Lenders who want to read bank statements first; a person may say no. */
function Consent({ loan: { nextActions } }: { readonly loan: Loan }) {
  const texts = useTexts(loanTexts);
  const consent = nextActions.find((action) => action.__typename === 'OpenUrl' && action.purpose === 'CONSENT');
  if (consent?.__typename !== 'OpenUrl' || consent.url == null) return null;
  return (
    <Notice
      kind="info"
      live
      title={texts.consentTitle}
      actions={<HandOff url={consent.url}>{texts.consentOpen}</HandOff>}
    >
      <p>{texts.consent}</p>
    </Notice>
  );
}

function AskAgain({ journey }: { readonly journey: string }) {
  const texts = useTexts(loanTexts);
  return (
    <ButtonLink to="/loans" look="primary" onClick={() => forget('loan', journey)}>
      {texts.again}
    </ButtonLink>
  );
}
