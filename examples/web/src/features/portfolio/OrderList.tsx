import type { OrderRowFragment } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { OrderRow } from '../../orders/OrderRow.tsx';
import { portfolioTexts } from './texts.ts';

export function OrderList({ orders }: { readonly orders: readonly OrderRowFragment[] }) {
  const texts = useTexts(portfolioTexts);
  if (orders.length === 0) return <Empty title={texts.noOrders}>{texts.noOrdersHint}</Empty>;
  return (
    <ul>
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
    </ul>
  );
}
