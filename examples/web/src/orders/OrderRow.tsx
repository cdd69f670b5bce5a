import { Link } from 'wouter';
import type { OrderRowFragment } from '../gql/graphql.ts';
import { useFormat, useTexts } from '../i18n/language.tsx';
import { Icon } from '../ui/Icon.tsx';
import { orderTexts } from './order-texts.ts';
import { OrderProgress } from './OrderProgress.tsx';
import './orders.css';

/** An order in a list: what, how much, for whom, and how far it is. */
export function OrderRow({ order }: { readonly order: OrderRowFragment }) {
  const texts = useTexts(orderTexts);
  const format = useFormat();
  const { id, type, amount, units, instrument, account, createdAt } = order;
  const size = amount ? format.money(amount) : units != null ? texts.units(format.decimal(units)) : undefined;
  return (
    <li className="order-row">
      <span className={`order-sign order-sign-${type.toLowerCase()}`}>
        <Icon name={type === 'REDEMPTION' ? 'arrowOut' : 'arrowIn'} size={18} />
      </span>
      <div className="order-what">
        <Link href={`/orders/${encodeURIComponent(id)}`} className="order-name">
          {texts.type[type]} {instrument?.name ?? texts.unknownFund}
        </Link>
        <p className="muted small">
          {[account?.name, createdAt != null ? format.dateTime(createdAt) : undefined].filter(Boolean).join(' · ')}
        </p>
        <OrderProgress status={order.status} />
      </div>
      {size !== undefined && <span className="number order-size">{size}</span>}
    </li>
  );
}
