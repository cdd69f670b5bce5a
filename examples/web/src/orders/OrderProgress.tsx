import type { OrderStatus } from '../gql/graphql.ts';
import { useTexts } from '../i18n/language.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { orderTexts } from './order-texts.ts';
import { stepOf, WAY } from './status.ts';

const ICONS: Partial<Record<OrderStatus, IconName>> = { SETTLED: 'check', CANCELED: 'close', HOLD: 'pause' };

/** How far an order is, in little: a word, a sign, and as many marks as steps are done. */
export function OrderProgress({ status }: { readonly status: OrderStatus }) {
  const texts = useTexts(orderTexts);
  const step = stepOf(status);
  const icon = ICONS[status];
  return (
    <p className={`progress progress-${status.toLowerCase()}`} data-status={status}>
      {step !== undefined && (
        <span className="progress-marks" aria-hidden="true">
          {WAY.map((one, index) => (
            <span key={one} className={index <= step ? 'mark mark-done' : 'mark'} />
          ))}
        </span>
      )}
      <span className="progress-word">
        {icon && <Icon name={icon} size={14} />}
        {texts.status[status]}
      </span>
      {step !== undefined && status !== 'SETTLED' && (
        <span className="visually-hidden">, {texts.stepOf(step + 1, WAY.length)}</span>
      )}
    </p>
  );
}
