import { Link } from 'wouter';
import type { AccountRowFragment } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { portfolioTexts } from './texts.ts';

/** The funds of an account: a table where there is room, one under the other where there is none. */
export function Holdings({ account }: { readonly account: AccountRowFragment }) {
  const texts = useTexts(portfolioTexts);
  const format = useFormat();
  const ticket = (side: 'buy' | 'sell', instrument?: string): string =>
    `/trade?${new URLSearchParams({ account: account.id, side, ...(instrument !== undefined && { fund: instrument }) }).toString()}`;
  if (account.positions.length === 0)
    return (
      <Empty
        title={texts.noHoldings}
        action={account.status === 'ACTIVE' && <ButtonLink to={ticket('buy')}>{texts.buy}</ButtonLink>}
      >
        {texts.noHoldingsHint}
      </Empty>
    );
  return (
    <table className="holdings">
      <thead>
        <tr>
          <th scope="col">{texts.fund}</th>
          <th scope="col">{texts.units}</th>
          <th scope="col">{texts.price}</th>
          <th scope="col">{texts.value}</th>
          <th scope="col">
            <span className="visually-hidden">{texts.sell}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {account.positions.map(({ instrument, units, value }, index) => (
          <tr key={instrument?.id ?? index}>
            <th scope="row">
              {instrument?.name ?? texts.unlisted}
              {instrument?.isin != null && <span className="muted small isin">{instrument.isin}</span>}
            </th>
            <td className="number" data-label={texts.units}>
              {format.decimal(units)}
            </td>
            <td className="number" data-label={texts.price}>
              {instrument?.closePrice ? format.money(instrument.closePrice) : texts.noPrice}
              {instrument?.priceDate != null && (
                <span className="muted small price-date">{texts.of(format.date(instrument.priceDate))}</span>
              )}
            </td>
            <td className="number strong" data-label={texts.value}>
              {value ? format.money(value) : '–'}
            </td>
            <td className="holding-act">
              {account.status === 'ACTIVE' && instrument && instrument.isSellable !== false && (
                <Link
                  href={ticket('sell', instrument.id)}
                  className="button button-quiet"
                  aria-label={texts.sellFund(instrument.name ?? '')}
                >
                  {texts.sell}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
