import { createContext, use, useEffect, useRef, type ReactNode } from 'react';

/** Whether the stage on the page is the one with which it was opened. */
const FirstStage = createContext<{ current: string | undefined }>({ current: undefined });

/** Around the stages of one process: the first takes no focus, since the page has it. */
export function Stages({ children }: { readonly children: ReactNode }) {
  const first = useRef<string | undefined>(undefined);
  return <FirstStage value={first}>{children}</FirstStage>;
}

interface StageProps {
  /** Tells it from the other stages. */
  readonly name: string;
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}

/** What a person does now. Where one stage follows another its heading takes the focus, so that readers hear the news. */
export function Stage({ name, title, lead, children }: StageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = use(FirstStage);
  useEffect(() => {
    first.current ??= name;
    if (first.current === name) return;
    first.current = '';
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [first, name]);
  return (
    <section className="card card-body stage" aria-labelledby="stage" data-stage={name}>
      <div className="stage-head">
        <h2 id="stage" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {lead !== undefined && <p className="muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
