import type { SignUpApplicationQuery } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { BankId } from './BankId.tsx';
import { BudgetForm } from './BudgetForm.tsx';
import { countryOf } from './country.ts';
import { CreditCheck } from './CreditCheck.tsx';
import { Outcome } from './Outcome.tsx';
import type { Progress } from './progress.ts';
import { progressTexts } from './progress-texts.ts';
import { Questions } from './Questions.tsx';
import { StartSigning } from './StartSigning.tsx';

interface ApplicationStageProps {
  readonly application: NonNullable<SignUpApplicationQuery['application']>;
  readonly progress: Progress;
}

/** What a person can do next, by the actions that the process offers. */
export function ApplicationStage({ application, progress }: ApplicationStageProps) {
  const { id, language, offer } = application;
  const { state, status, nextActions, creditLimit, createdAccount, bankIdSigning } = progress;
  const isHosted = offer !== null && countryOf(offer.currency) !== 'SE';
  const next = nextActions.find(({ __typename }) => __typename !== 'Wait');
  switch (next?.__typename) {
    case 'AnswerQuestions':
      return <Questions application={id} language={language} questions={next.questions} />;
    case 'OpenUrl':
      return <BudgetForm application={id} />;
    case 'Verify':
      return <CreditCheck application={id} />;
    case 'Sign':
      return (
        <StartSigning
          key={status}
          application={id}
          methods={next.methods}
          isAgain={status === 'SIGN_REJECTED_OR_FAILED'}
          last={bankIdSigning}
        />
      );
    case 'ShowBankId':
      return <BankId application={id} signing={next.signing} />;
    default:
      return state === 'IN_PROGRESS' || state === 'ACTION_REQUIRED' ? (
        <Waiting kind={status !== 'INITIALIZED_DIGITAL_SIGN' ? 'review' : isHosted ? 'away' : 'signed'} />
      ) : (
        <Outcome
          state={state}
          kind={offer?.title ?? null}
          limit={creditLimit}
          account={createdAccount?.accountNumber ?? null}
        />
      );
  }
}

/** Somebody else acts: a person at the bank, the pages on which one signs, or the provider that has the signature. */
function Waiting({ kind }: { readonly kind: 'review' | 'away' | 'signed' }) {
  const texts = useTexts(progressTexts);
  const [title, lead] = {
    review: [texts.waitTitle, texts.waitLead],
    away: [texts.awayTitle, texts.awayLead],
    signed: [texts.signedTitle, texts.signedLead],
  }[kind];
  return (
    <Stage name={kind} title={title} lead={lead}>
      {kind === 'review' && (
        <p className="waiting muted">
          <Icon name="clock" />
          {texts.waitKept}
        </p>
      )}
    </Stage>
  );
}
