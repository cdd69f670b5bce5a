import { Link } from 'wouter';
import type { AccountRowFragment } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { portfolioTexts } from './texts.ts';
import { Amounts } from './Amounts.tsx';
import { worthOf } from './totals.ts';

/** An account in the list: whose it is, what it is worth, and that it is not open where it is not. */
export function AccountCard({ account }: { readonly account: AccountRowFragment }) {
  const texts = useTexts(portfolioTexts);
  const format = useFormat();
  const { id, name, type, status, owner, balance } = account;
  const { value, foreign } = worthOf(account);
  return (
    <li className="account">
      <div className="account-who">
        <Link href={`/accounts/${encodeURIComponent(id)}`} className="account-name">
          {name ?? texts.type[type]}
        </Link>
        <p className="muted small">{[owner?.fullName, texts.type[type]].filter(Boolean).join(' · ')}</p>
        {status !== 'ACTIVE' && (
          <span className={status === 'REJECTED' ? 'badge badge-danger' : 'badge badge-warning'}>
            {texts.status[status]}
          </span>
        )}
      </div>
      <div className="account-worth">
        <p className="account-value">
          <Amounts of={[value, ...foreign]} />
        </p>
        {balance && (
          <p className="muted small number">
            {texts.cashShort} {format.money(balance)}
          </p>
        )}
      </div>
    </li>
  );
}
