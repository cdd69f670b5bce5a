import { useSubscription } from '@apollo/client/react';
import { useParams } from 'wouter';
import type { JourneyProgressSubscription } from '../../gql/graphql.ts';
import { failureOf } from '../../gateway/errors.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { forget } from '../../kept.ts';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { EndedStage } from '../../ui/EndedStage.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { HandOff } from '../../ui/HandOff.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Page } from '../../ui/Page.tsx';
import { Stage, Stages } from '../../ui/Stage.tsx';
import { Opened } from './Opened.tsx';
import { OpeningSteps } from './OpeningSteps.tsx';
import { JourneyProgress } from './operations.ts';
import { openingTexts } from './texts.ts';

type Journey = NonNullable<JourneyProgressSubscription['journeyChanged']['journey']>;

/** An account that is being opened: the way to Fondo, and live how far it is. */
export default function JourneyPage() {
  const texts = useTexts(openingTexts);
  const id = decodeURIComponent(useParams<{ journey: string }>().journey);
  const { data, error, restart } = useSubscription(JourneyProgress, {
    variables: { journey: id },
    fetchPolicy: 'no-cache',
  });
  const journey = data?.journeyChanged.journey;
  const isAbsent = journey === null || (error !== undefined && failureOf(error).text === 'gone');
  return (
    <Page title={texts.title} narrow>
      {journey ? (
        <div className="stack">
          <OpeningSteps {...placeOf(journey)} />
          <Stages>
            <JourneyStage journey={journey} />
          </Stages>
          {error && <Failed error={error} retry={restart} />}
        </div>
      ) : isAbsent ? (
        <Empty title={texts.absent} action={<Again journey={id} />}>
          {texts.absentHint}
        </Empty>
      ) : error ? (
        <Failed error={error} retry={restart} />
      ) : (
        <Loading rows={4} tall />
      )}
    </Page>
  );
}

function placeOf({ status, isFinal, result }: Journey): Parameters<typeof OpeningSteps>[0] {
  if (status === 'COMPLETE') return { stage: result?.account ? 'done' : 'open' };
  return { stage: 'identify', isStopped: isFinal };
}

/** What a person does next, or how it ended. */
function JourneyStage({ journey }: { readonly journey: Journey }) {
  const texts = useTexts(openingTexts);
  const format = useFormat();
  const { id, status, url, expiresAt, result } = journey;
  switch (status) {
    case 'NEW':
    case 'PENDING': {
      const isNew = status === 'NEW';
      return (
        <Stage
          name={status.toLowerCase()}
          title={isNew ? texts.handOffTitle : texts.underwayTitle}
          lead={isNew ? texts.handOffLead : texts.underwayLead}
        >
          {url != null && (
            <div className="form-actions">
              <HandOff url={url}>{isNew ? texts.handOff : texts.underwayAgain}</HandOff>
            </div>
          )}
          {expiresAt != null && <p className="hint">{texts.validUntil(format.dateTime(expiresAt))}</p>}
        </Stage>
      );
    }
    case 'COMPLETE':
      return result?.account ? (
        <Opened journey={id} account={result.account} />
      ) : (
        <Stage name="opening" title={texts.waitTitle} lead={texts.waitLead} />
      );
    case 'CANCELED':
      return (
        <Ended journey={id} look="warning" name="canceled" title={texts.canceledTitle} lead={texts.canceledLead} />
      );
    case 'EXPIRED':
      return <Ended journey={id} look="warning" name="expired" title={texts.expiredTitle} lead={texts.expiredLead} />;
    case 'ERROR':
      return <Ended journey={id} look="danger" name="error" title={texts.errorTitle} lead={texts.errorLead} />;
    default:
      return <Stage name="waiting" title={texts.waitTitle} lead={texts.waitLead} />;
  }
}

interface EndedProps {
  readonly journey: string;
  readonly name: string;
  readonly look: 'warning' | 'danger';
  readonly title: string;
  readonly lead: string;
}

const Ended = ({ journey, ...rest }: EndedProps) => (
  <EndedStage {...rest}>
    <div className="form-actions">
      <Again journey={journey} />
    </div>
  </EndedStage>
);

function Again({ journey }: { readonly journey: string }) {
  const texts = useTexts(openingTexts);
  return (
    <ButtonLink to="/open-account" look="primary" onClick={() => forget('journey', journey)}>
      {texts.again}
    </ButtonLink>
  );
}
