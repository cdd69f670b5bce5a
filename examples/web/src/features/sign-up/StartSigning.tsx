import { useMutation } from '@apollo/client/react';
import type { SigningMethod } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { useAct } from '../../acts/act.ts';
import { HostedSigning } from './HostedSigning.tsx';
import { StartBankId } from './operations.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import type { Progress } from './progress.ts';
import { signingTexts } from './signing-texts.ts';

interface StartSigningProps {
  readonly application: string;
  readonly methods: readonly SigningMethod[];
  /** The last signing came to nothing. */
  readonly isAgain: boolean;
  /** What BankID says of it. */
  readonly last: Progress['bankIdSigning'];
}

/** Nothing is signed yet, for the first time or again. */
export function StartSigning(props: StartSigningProps) {
  const texts = useTexts(signingTexts);
  const { methods, isAgain, last } = props;
  const isSwedish = methods.includes('BANKID_SE');
  return (
    <Stage
      name={isAgain ? 'sign-again' : 'sign'}
      title={isSwedish ? texts.title : texts.titleHosted}
      lead={isSwedish ? texts.lead : texts.leadHosted}
    >
      {isAgain && <WhyNot last={last} />}
      {isSwedish ? <StartSwedish {...props} /> : <HostedSigning {...props} />}
    </Stage>
  );
}

function StartSwedish({ application, isAgain }: StartSigningProps) {
  const texts = useTexts(signingTexts);
  const [start] = useMutation(StartBankId, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const press = (): Promise<void> =>
    act(async () => {
      const { data } = await start({ variables: { application } });
      return data?.startBankIdSigning;
    });
  return (
    <>
      {problem && <Refusal problem={problem} title={texts.notStarted} />}
      {failure !== undefined && <Failed error={failure} />}
      <div className="form-actions">
        <Button look="primary" busy={busy} onClick={() => void press()}>
          {isAgain ? texts.again : texts.start}
        </Button>
      </div>
    </>
  );
}

/** Why the last signing came to nothing: what BankID says, by hint code. */
function WhyNot({ last }: Pick<StartSigningProps, 'last'>) {
  const texts = useTexts(signingTexts);
  const { hintCode, userMessage } = last ?? {};
  const titles: Readonly<Partial<Record<string, string>>> = texts.failed;
  return (
    <Notice kind="warning" live title={titles[hintCode ?? 'OTHER'] ?? texts.failed.OTHER}>
      {userMessage && <p>{userMessage}</p>}
      <p>{hintCode === 'CERTIFICATE_ERR' ? texts.newBankId : texts.failedHint}</p>
    </Notice>
  );
}
