import { Fragment } from 'react';
import type { MoneyLike } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/language.tsx';

/** Amounts of several currencies, which nobody can add up; a line may break between them. */
export function Amounts({ of }: { readonly of: readonly MoneyLike[] }) {
  const format = useFormat();
  return of.map((money, index) => (
    <Fragment key={money.currency}>
      {index > 0 && ' + '}
      <span className="number">{format.money(money)}</span>
    </Fragment>
  ));
}
