import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface ButtonLinkProps {
  readonly to: string;
  readonly look?: 'primary' | 'secondary' | 'quiet';
  /** What it says to readers, where the text alone does not tell it from others on the page; begins with the text. */
  readonly label?: string;
  /** Besides going there. */
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

/** A link that looks like a button: it goes somewhere. */
export const ButtonLink = ({ to, look = 'secondary', label, onClick, children }: ButtonLinkProps) => (
  <Link href={to} className={`button button-${look}`} aria-label={label} onClick={onClick}>
    {children}
  </Link>
);
