import { useSubscription } from '@apollo/client/react';
import type { OpenedAccountFragment } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { forget } from '../../kept.ts';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { EndedStage } from '../../ui/EndedStage.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { OpenedAccountChanges } from './operations.ts';
import { openingTexts } from './texts.ts';

interface OpenedProps {
  readonly journey: string;
  readonly account: OpenedAccountFragment;
}

/** The account of a journey that is complete. It is active a moment later; only then can one trade. */
export function Opened({ journey, account }: OpenedProps) {
  const texts = useTexts(openingTexts);
  const { data } = useSubscription(OpenedAccountChanges, { variables: { account: account.id } });
  const { id, name, number, type, status } = data?.accountChanged.account ?? account;
  const facts = (
    <>
      <Facts
        rows={[
          [texts.accountName, name],
          [texts.kind, type === 'UNKNOWN' ? undefined : texts.types[type]],
          [texts.number, number],
        ]}
      />
      <div className="form-actions">
        <ButtonLink
          to={`/accounts/${encodeURIComponent(id)}`}
          look="primary"
          onClick={() => forget('journey', journey)}
        >
          {texts.toAccount}
        </ButtonLink>
      </div>
    </>
  );
  if (status === 'REJECTED')
    return <EndedStage name="rejected" look="danger" title={texts.notOpenTitle} lead={texts.notOpenLead} />;
  return status === 'ACTIVE' ? (
    <EndedStage name="complete" look="success" title={texts.doneTitle} lead={texts.doneLead}>
      {facts}
    </EndedStage>
  ) : (
    <Stage name="almost" title={texts.almostTitle} lead={texts.almostLead}>
      {facts}
    </Stage>
  );
}
