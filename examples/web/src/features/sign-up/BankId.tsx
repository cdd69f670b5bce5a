import { useMutation } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { isHandheld } from '../../device.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { useAct } from '../../acts/act.ts';
import { CancelBankId, ExtendBankId } from './operations.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import type { Signing } from './progress.ts';
import { signingTexts } from './signing-texts.ts';

/** Below this a person is asked whether they need more time, in seconds: the API counts in steps of 30. */
const ALMOST_OVER = 60;
/** A code is renewed each second: one that is older than this, in milliseconds, opens nothing any more. */
const CODE_MS = 5_000;
/** What the app does once it has found the person: no code is needed any more. */
const IN_APP: ReadonlySet<string | null> = new Set(['STARTED', 'USER_MRTD', 'USER_SIGN', 'USER_CALL_CONFIRM']);

/** A signing that is under way: the latest code and link only, as the API renews them. */
export function BankId({ application, signing }: { readonly application: string; readonly signing: Signing }) {
  const texts = useTexts(signingTexts);
  const { hintCode, userMessage } = signing;
  return (
    <Stage name="bankid" title={texts.title}>
      <p role="status" className="signing-hint" data-hint={hintCode}>
        <span className="pulse" aria-hidden="true" />
        {userMessage}
      </p>
      {!IN_APP.has(hintCode) && <Ways signing={signing} />}
      <Controls application={application} signing={signing} />
    </Stage>
  );
}

/** On a phone the app is here; on a computer it is on the phone beside it, as a rule. */
function Ways({ signing }: { readonly signing: Signing }) {
  const texts = useTexts(signingTexts);
  if (!isHandheld())
    return (
      <>
        <QrCode signing={signing} />
        <OpenHere signing={signing} />
      </>
    );
  return (
    <>
      <OpenHere signing={signing} isFirst />
      <details className="other-device">
        <summary>{texts.otherDevice}</summary>
        <QrCode signing={signing} />
      </details>
    </>
  );
}

function QrCode({ signing: { qrCode } }: { readonly signing: Signing }) {
  const texts = useTexts(signingTexts);
  const isOld = useIsOld(qrCode, CODE_MS);
  return (
    <div className="signing-scan">
      <div className={isOld ? 'qr qr-old' : 'qr'}>
        {qrCode?.startsWith('data:image/png;base64,') && <img src={qrCode} alt={texts.qr} />}
      </div>
      <div>
        <h3>{texts.scanTitle}</h3>
        <ol className="scan-steps">
          {[texts.scanOpen, texts.scanChoose, texts.scanPoint].map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p role="status">{isOld ? texts.oldCode : ''}</p>
      </div>
    </div>
  );
}

/** Whether a value has stood unchanged for so many milliseconds. */
function useIsOld(value: string | null, afterMs: number): boolean {
  const [old, setOld] = useState<string | null>();
  useEffect(() => {
    const timer = setTimeout(() => setOld(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return value !== null && old === value;
}

interface OpenHereProps {
  readonly signing: Signing;
  readonly isFirst?: boolean;
}

function OpenHere({ signing: { launchUrl }, isFirst = false }: OpenHereProps) {
  const texts = useTexts(signingTexts);
  if (launchUrl == null || !/^(?:bankid:\/\/\/|https:\/\/app\.bankid\.com\/)/.test(launchUrl)) return null;
  return (
    <div className="open-here">
      <a className={`button button-${isFirst ? 'primary' : 'secondary'}`} href={launchUrl} referrerPolicy="no-referrer">
        <Icon name={isFirst ? 'phone' : 'away'} size={18} />
        {texts.openHere}
      </a>
      <p className="hint">{texts.openHereHint}</p>
    </div>
  );
}

function Controls({ application, signing }: { readonly application: string; readonly signing: Signing }) {
  const texts = useTexts(signingTexts);
  const { secondsLeft, availableActions } = signing;
  const [cancel] = useMutation(CancelBankId, { variables: { application }, fetchPolicy: 'no-cache' });
  const [extend, { loading: extending }] = useMutation(ExtendBankId, {
    variables: { application },
    fetchPolicy: 'no-cache',
    onError: () => undefined,
  });
  const { act, busy, problem, failure } = useAct();
  const isAlmostOver = secondsLeft !== null && secondsLeft <= ALMOST_OVER;
  return (
    <>
      {problem && <Refusal problem={problem} />}
      {failure !== undefined && <Failed error={failure} />}
      <p role="status" className="small muted">
        {isAlmostOver ? texts.almostOver : ''}
      </p>
      <div className="form-actions">
        {isAlmostOver && availableActions.includes('EXTEND_BANK_ID_SIGNING') && (
          <Button busy={extending} onClick={() => void extend()}>
            {texts.more}
          </Button>
        )}
        {availableActions.includes('CANCEL_BANK_ID_SIGNING') && (
          <Button
            look="quiet"
            busy={busy}
            onClick={() => void act(async () => (await cancel()).data?.cancelBankIdSigning)}
          >
            {texts.cancel}
          </Button>
        )}
      </div>
    </>
  );
}
