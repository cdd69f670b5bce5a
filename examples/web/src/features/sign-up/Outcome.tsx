import type { ProcessState } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import type { MoneyLike } from '../../i18n/format.ts';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { EndedStage } from '../../ui/EndedStage.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { progressTexts } from './progress-texts.ts';

interface OutcomeProps {
  readonly state: ProcessState;
  readonly kind: string | null;
  readonly limit: MoneyLike | null;
  readonly account: string | null;
}

const LOOKS: Readonly<Partial<Record<ProcessState, 'success' | 'danger'>>> = { COMPLETED: 'success', FAILED: 'danger' };

/** How an application ended. */
export function Outcome({ state, kind, limit, account }: OutcomeProps) {
  const texts = useTexts(progressTexts);
  const format = useFormat();
  const [title, lead] =
    state === 'COMPLETED'
      ? [texts.approvedTitle, texts.approvedLead]
      : state === 'REJECTED'
        ? [texts.rejectedTitle, texts.rejectedLead]
        : state === 'FAILED'
          ? [texts.mismatchTitle, texts.mismatchLead]
          : [texts.endedTitle, texts.endedLead];
  return (
    <EndedStage name={state.toLowerCase()} look={LOOKS[state] ?? 'warning'} title={title} lead={lead}>
      {state === 'COMPLETED' && (
        <Facts
          rows={[
            [texts.kind, kind],
            [texts.account, account],
            [texts.limit, limit && format.shortMoney(limit)],
          ]}
        />
      )}
      <div className="form-actions">
        {state === 'COMPLETED' ? (
          <ButtonLink to="/" look="primary">
            {texts.portfolio}
          </ButtonLink>
        ) : (
          <ButtonLink to="/credit" look={state === 'REJECTED' ? 'secondary' : 'primary'}>
            {state === 'REJECTED' ? texts.others : texts.again}
          </ButtonLink>
        )}
      </div>
    </EndedStage>
  );
}
