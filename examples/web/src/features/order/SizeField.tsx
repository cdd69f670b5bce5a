import { useFormat, useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ticketTexts } from './ticket-texts.ts';
import { heldUnits, minimumOf, type Draft } from './ticket.ts';

interface SizeFieldProps {
  readonly draft: Draft;
  readonly error: string | undefined;
  readonly onChange: (size: string) => void;
}

/** Kronor to buy for, or units to sell. */
export function SizeField({ draft, error, onChange }: SizeFieldProps) {
  const texts = useTexts(ticketTexts);
  const format = useFormat();
  const { language } = useLanguage();
  const { side, fund, size } = draft;
  const least = minimumOf(draft);
  const held = heldUnits(draft);
  const hint =
    side === 'buy'
      ? least !== undefined && texts.amountHint(format.money({ amount: least, currency: 'SEK' }))
      : fund && texts.unitsHint(texts.held(format.decimal(held)));
  return (
    <div>
      <Field label={side === 'buy' ? texts.amount : texts.units} hint={hint || undefined} error={error}>
        {(attributes) => (
          <div className="with-unit">
            <input
              {...attributes}
              className="input input-amount"
              inputMode="decimal"
              autoComplete="off"
              value={size}
              onChange={({ target }) => onChange(target.value)}
            />
            {side === 'buy' && <span className="unit">SEK</span>}
          </div>
        )}
      </Field>
      {side === 'sell' && fund && (
        <Button look="quiet" onClick={() => onChange(language === 'sv' ? held.replace('.', ',') : held)}>
          {texts.all}
        </Button>
      )}
    </div>
  );
}
