import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import type { SigningMethod } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { isSafe } from '../../ui/HandOff.tsx';
import { useAct } from '../../acts/act.ts';
import { SignInDenmark, SignInNorway } from './operations.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import { signingTexts } from './signing-texts.ts';

interface HostedSigningProps {
  readonly application: string;
  readonly methods: readonly SigningMethod[];
}

/** In Norway and Denmark a person signs on the pages of the provider, and comes back to this page. */
export function HostedSigning({ application, methods }: HostedSigningProps) {
  const texts = useTexts(signingTexts);
  const isDanish = methods.includes('MITID_DK');
  const [startNorwegian] = useMutation(SignInNorway, { fetchPolicy: 'no-cache' });
  const [startDanish] = useMutation(SignInDenmark, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const [isLeaving, setLeaving] = useState(false);
  const press = (): Promise<void> =>
    act(async () => {
      const here = window.location.origin + window.location.pathname;
      const variables = { application, completeUrl: here, cancelUrl: here };
      const { data } = await (isDanish ? startDanish({ variables }) : startNorwegian({ variables }));
      const answer = data?.step;
      if (answer?.__typename !== 'HostedStep') return answer;
      if (answer.url != null && isSafe(answer.url)) {
        setLeaving(true);
        window.location.assign(answer.url);
      }
      return { __typename: 'Application' };
    });
  return (
    <>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <div className="form-actions">
        <Button look="primary" busy={busy || isLeaving} onClick={() => void press()}>
          {isDanish ? texts.startMitId : texts.start}
        </Button>
      </div>
    </>
  );
}
