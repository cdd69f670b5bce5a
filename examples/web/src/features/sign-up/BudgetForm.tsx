import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { isSafe } from '../../ui/HandOff.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { useAct } from '../../acts/act.ts';
import { OpenBudgetForm } from './operations.ts';
import { progressTexts } from './progress-texts.ts';
import { Refusal } from '../../acts/Refusal.tsx';

/** The budget form of Denmark, in a tab of its own: this page goes on when it is filled in. */
export function BudgetForm({ application }: { readonly application: string }) {
  const texts = useTexts(progressTexts);
  const [open] = useMutation(OpenBudgetForm, { variables: { application }, fetchPolicy: 'no-cache' });
  const { act, problem, failure } = useAct();
  const [url, setUrl] = useState<string>();
  const press = (): Promise<void> =>
    act(async () => {
      const answer = (await open()).data?.openProcessUrl;
      if (answer?.__typename !== 'ProcessPage') return answer;
      setUrl(answer.url);
      return { __typename: 'Application' };
    });
  return (
    <Stage name="budget" title={texts.budgetTitle} lead={texts.budget}>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <div className="form-actions">
        {url !== undefined && isSafe(url) ? (
          <a className="button button-primary" href={url} target="_blank" rel="noopener noreferrer">
            {texts.budgetOpen}
          </a>
        ) : (
          <Button look="primary" onClick={() => void press()}>
            {texts.budgetOpen}
          </Button>
        )}
      </div>
    </Stage>
  );
}
