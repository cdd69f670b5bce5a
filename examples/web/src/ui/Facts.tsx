import type { ReactNode } from 'react';

/** Names and values; what has no value is left out. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode | null | undefined])[] }) => (
  <dl className="facts">
    {rows
      .filter(([, value]) => value != null && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
