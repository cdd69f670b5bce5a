import { useState } from 'react';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ticketTexts } from './ticket-texts.ts';
import { estimateOf, type Draft } from './ticket.ts';

interface ConfirmProps {
  readonly draft: Draft;
  /** The size as it is sent: what was typed may read otherwise in another language. */
  readonly value: string;
  readonly busy: boolean;
  readonly failure: unknown;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}

/** The whole order once more, before it counts. */
export function Confirm({ draft, value, busy, failure, onConfirm, onBack }: ConfirmProps) {
  const texts = useTexts(ticketTexts);
  const format = useFormat();
  const [isAccepted, setAccepted] = useState(false);
  const [isTried, setTried] = useState(false);
  const { side, account, fund } = draft;
  const amount = format.money({ amount: value, currency: 'SEK' });
  const units = format.decimal(value);
  const estimate = estimateOf(draft, value);
  const needsTest = side === 'buy' && fund?.isComplex === true;
  const fee = side === 'buy' ? fund?.cost?.entry : fund?.cost?.exit;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [texts.account, [account?.name, account?.owner?.fullName].filter(Boolean).join(' · ')],
    [texts.fund, fund?.name],
    side === 'buy' ? [texts.amount, amount] : [texts.units, units],
    estimate === undefined
      ? ['', undefined]
      : side === 'buy'
        ? [texts.estimatedUnits, format.decimal(estimate, fund?.unitDecimals ?? undefined)]
        : [texts.estimatedAmount, format.money({ amount: estimate, currency: fund?.closePrice?.currency ?? 'SEK' })],
    [side === 'buy' ? texts.entryFee : texts.exitFee, fee != null ? format.percent(fee) : undefined],
    [texts.yearlyFee, fund?.cost?.ongoing != null ? format.percent(fund.cost.ongoing) : undefined],
  ];
  const confirm = (): void => {
    setTried(true);
    if (!needsTest || isAccepted) onConfirm();
  };
  return (
    <section className="card card-body form" aria-label={texts.summary}>
      <dl className="facts">
        {rows
          .filter(([, text]) => text != null)
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      <p className="hint">{texts.estimateHint}</p>
      {needsTest && (
        <Notice kind="warning" title={texts.complexTitle}>
          <p>{texts.complex}</p>
          <label className="option accept">
            <input
              type="checkbox"
              checked={isAccepted}
              aria-invalid={(isTried && !isAccepted) || undefined}
              onChange={({ target }) => setAccepted(target.checked)}
            />
            <span>{texts.complexAccept}</span>
          </label>
          {isTried && !isAccepted && (
            <p className="field-error" role="alert">
              {texts.complexNeeded}
            </p>
          )}
        </Notice>
      )}
      {failure !== undefined && (
        <>
          <Notice kind="info" title={texts.notPlaced}>
            <p>{texts.notPlacedHint}</p>
          </Notice>
          <Failed error={failure} />
        </>
      )}
      <div className="form-actions">
        <Button look="primary" busy={busy} onClick={confirm}>
          {side === 'buy' ? texts.confirmBuy(amount) : texts.confirmSell(units)}
        </Button>
        <Button look="quiet" disabled={busy} onClick={onBack}>
          {texts.change}
        </Button>
      </div>
    </section>
  );
}
