import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface ButtonLinkProps {
  readonly to: string;
  readonly look?: 'primary' | 'secondary' | 'quiet';
  readonly children: ReactNode;
}

/** A link that looks like a button: it goes somewhere. */
export const ButtonLink = ({ to, look = 'secondary', children }: ButtonLinkProps) => (
  <Link href={to} className={`button button-${look}`}>
    {children}
  </Link>
);
