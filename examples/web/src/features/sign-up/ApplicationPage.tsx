import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useQuery, useSubscription } from '@apollo/client/react';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import type { SignUpApplicationQuery } from '../../gql/graphql.ts';
import { isHandheld } from '../../device.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { forget, keep } from '../../kept.ts';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Page } from '../../ui/Page.tsx';
import { Stages } from '../../ui/Stage.tsx';
import { ApplicationStage } from './ApplicationStage.tsx';
import { SignUpApplication, SignUpProgress } from './operations.ts';
import { progressTexts } from './progress-texts.ts';
import { stageOf } from './stage.ts';
import { SignUpSteps } from './SignUpSteps.tsx';
import './sign-up.css';

type Application = NonNullable<SignUpApplicationQuery['application']>;

/** An application on its way, wherever it is: the address of the page is all that a reload needs. */
export default function ApplicationPage() {
  const texts = useTexts(progressTexts);
  const id = decodeURIComponent(useParams<{ application: string }>().application);
  const result = useQuery(SignUpApplication, { variables: { application: id } });
  const found = result.data?.application;
  const gone = (title: string, hint: string) => (
    <Empty
      title={title}
      action={
        <ButtonLink to="/credit" look="primary">
          {texts.again}
        </ButtonLink>
      }
    >
      {hint}
    </Empty>
  );
  return (
    <Page title={texts.title} lead={found?.offer?.title} back={{ to: '/credit', label: texts.back }} narrow>
      {isLapsed(result.error) ? (
        gone(texts.lapsed, texts.lapsedHint)
      ) : (
        <Loaded result={result} of={found} absent={gone(texts.absent, texts.absentHint)}>
          {(application) => (
            <Progress application={application} reread={() => void result.refetch().catch(() => undefined)} />
          )}
        </Loaded>
      )}
    </Page>
  );
}

/** The provider no longer holds the application: it forgets them after a time. */
const isLapsed = (error: unknown): boolean =>
  CombinedGraphQLErrors.is(error) &&
  error.errors.some(({ extensions }) => extensions?.['reason'] === 'APPLICATION_LAPSED');

interface ProgressProps {
  readonly application: Application;
  /** For when the subscription has ended with an error: what became of the application is read anew. */
  readonly reread: () => void;
}

function Progress({ application, reread }: ProgressProps) {
  const { id } = application;
  const { language } = useLanguage();
  const handheld = isHandheld();
  const { data, error } = useSubscription(SignUpProgress, {
    variables: {
      application: id,
      language: language === 'sv' ? 'SV' : 'EN',
      form: handheld ? 'APP_LINK' : 'SCHEME',
      // A computer has no way back from the app: the person switches by hand.
      redirect: handheld ? window.location.origin + window.location.pathname : null,
    },
    fetchPolicy: 'no-cache',
    onError: reread,
  });
  const process = data?.processChanged;
  const progress = process?.__typename === 'Application' ? process : undefined;
  const isFinal = progress !== undefined && progress.state !== 'ACTION_REQUIRED' && progress.state !== 'IN_PROGRESS';
  useEffect(() => {
    if (isFinal) forget('application', id);
    else keep('application', id);
  }, [id, isFinal]);
  if (error && !progress) return <Failed error={error} retry={reread} />;
  if (!progress) return <Loading rows={4} tall />;
  const { stage, isStopped } = stageOf(progress.status);
  return (
    <div className="stack">
      <SignUpSteps stage={stage} isStopped={isStopped} />
      <Stages>
        <ApplicationStage application={application} progress={progress} />
      </Stages>
      {error && <Failed error={error} />}
    </div>
  );
}
