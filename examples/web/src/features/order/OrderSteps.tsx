import type { OrderStatus } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Steps, type Step } from '../../ui/Steps.tsx';
import { orderPageTexts } from './order-page-texts.ts';
import { orderTexts } from '../../orders/order-texts.ts';
import { stepOf, WAY } from '../../orders/status.ts';

/** The whole way of an order, and where it is. */
export function OrderSteps({ status }: { readonly status: OrderStatus }) {
  const texts = useTexts(orderPageTexts);
  const words = useTexts(orderTexts);
  if (status === 'CANCELED')
    return (
      <Notice kind="warning" title={words.status.CANCELED}>
        <p>{texts.canceledHint}</p>
      </Notice>
    );
  const at = stepOf(status);
  if (at === undefined)
    return (
      <Notice kind="info" title={words.status[status]}>
        <p>{texts.unknownHint}</p>
      </Notice>
    );
  const stateOf = (index: number): Step['state'] => {
    if (index < at || status === 'SETTLED') return 'done';
    return index === at ? 'current' : 'waiting';
  };
  const steps = WAY.map((one, index): Step => ({
    label: one === 'PENDING' && status === 'HOLD' ? words.status.HOLD : words.status[one],
    detail: index === at ? texts.detail[status] : undefined,
    state: stateOf(index),
  }));
  return <Steps label={texts.progress} steps={steps} />;
}
