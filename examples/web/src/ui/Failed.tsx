import { errorTexts } from '../gateway/error-texts.ts';
import { failureOf } from '../gateway/errors.ts';
import { useTexts } from '../i18n/language.tsx';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';

interface FailedProps {
  readonly error: unknown;
  /** Reads again; offered where the failure may pass. Never for what moves money. */
  readonly retry?: () => void;
}

/** A failure, told to a person. */
export function Failed({ error, retry }: FailedProps) {
  const texts = useTexts(errorTexts);
  const { text, mayPass, correlationId } = failureOf(error);
  return (
    <Notice
      kind="danger"
      live
      title={texts.title}
      actions={retry && mayPass ? <Button onClick={retry}>{texts.retry}</Button> : undefined}
    >
      <p>{texts[text]}</p>
      {correlationId !== undefined && <p className="small muted">{texts.reference(correlationId)}</p>}
    </Notice>
  );
}
