import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from './Icon.tsx';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** What is above it. */
  readonly back?: { readonly to: string; readonly label: string };
  /** Beside the title. */
  readonly actions?: ReactNode;
  /** For forms: as narrow as a person reads. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** The heading that was come to last; the first one needs no focus. */
let shown: string | undefined;

/** A page with its heading. Whoever follows a link comes to the heading, by keyboard and by screen reader. */
export function Page({ title, lead, back, actions, narrow = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const here = `${window.location.pathname} ${heading.current?.textContent}`;
    if (shown !== undefined && shown !== here) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
    shown = here;
  }, []);
  return (
    <div className={narrow ? 'page page-narrow' : 'page'}>
      <title>{`${title} · Habibi`}</title>
      {back && (
        <Link href={back.to} className="back">
          <Icon name="left" size={16} />
          {back.label}
        </Link>
      )}
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
