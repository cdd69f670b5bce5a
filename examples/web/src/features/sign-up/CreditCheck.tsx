import { useMutation } from '@apollo/client/react';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { useAct } from '../../acts/act.ts';
import { CheckCredit } from './operations.ts';
import { progressTexts } from './progress-texts.ts';
import { Refusal } from '../../acts/Refusal.tsx';

/** A credit report leaves a trace at the agency: it is asked for at a press, and not by itself. */
export function CreditCheck({ application }: { readonly application: string }) {
  const texts = useTexts(progressTexts);
  const [check] = useMutation(CheckCredit, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const press = (): Promise<void> =>
    act(async () => {
      const { data } = await check({ variables: { application } });
      return data?.verifyApplication;
    });
  return (
    <Stage name="check" title={texts.checkTitle} lead={texts.checkLead}>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <p role="status" className="muted">
        {busy ? texts.checking : ''}
      </p>
      <div className="form-actions">
        <Button look="primary" busy={busy} onClick={() => void press()}>
          {texts.check}
        </Button>
      </div>
    </Stage>
  );
}
