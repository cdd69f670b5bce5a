import { useEffect, useRef, useState, type RefObject, type SubmitEvent } from 'react';
import { focusFirstError } from './first-error.ts';

type Found<D, P> = Readonly<Partial<Record<keyof D, P>>>;

interface DraftFormOptions<D, P> {
  readonly empty: D;
  /** What the page finds wrong. */
  readonly check: (draft: D) => Found<D, P>;
  /** What the API has found in what was sent; it says nothing of a value that is changed since. */
  readonly refused: Found<D, P> | undefined;
  readonly busy: boolean;
  readonly onSend: (draft: D) => void;
}

interface DraftForm<D, P> {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly draft: D;
  change(changed: Partial<D>): void;
  /** What is to be said at a field. */
  problemOf(name: keyof D): P | undefined;
  submit(event: SubmitEvent): void;
}

/** A form whose errors are shown once one has tried to go on, and then as they are mended; the first of them has the focus. */
export function useDraftForm<D extends object, P extends string>(options: DraftFormOptions<D, P>): DraftForm<D, P> {
  const { empty, check, refused, busy, onSend } = options;
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(empty);
  const [sent, setSent] = useState<D>();
  const [isTried, setTried] = useState(false);
  const problems = check(draft);
  const isRefused = refused !== undefined;
  useEffect(() => {
    if (isRefused) focusFirstError(form.current);
  }, [isRefused]);
  return {
    form,
    draft,
    change: (changed) => setDraft((before) => ({ ...before, ...changed })),
    problemOf: (name) => (isTried && problems[name]) || (draft[name] === sent?.[name] ? refused?.[name] : undefined),
    submit(event) {
      event.preventDefault();
      if (busy) return;
      setTried(true);
      if (Object.keys(problems).length > 0) return focusFirstError(form.current);
      setSent(draft);
      onSend(draft);
    },
  };
}
