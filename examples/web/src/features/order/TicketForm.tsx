import { useRef, useState, type SubmitEvent } from 'react';
import { useFormat, useLanguage, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Field } from '../../ui/Field.tsx';
import { focusFirstError } from '../../ui/first-error.ts';
import { Notice } from '../../ui/Notice.tsx';
import { FundPicker } from './FundPicker.tsx';
import type { Refusal } from './outcome.ts';
import { problemWords } from './problem-words.ts';
import { refusalTexts, wordsFor } from './refusal-texts.ts';
import { SizeField } from './SizeField.tsx';
import { ticketTexts } from './ticket-texts.ts';
import { problemsOf, type Draft, type TicketAccount } from './ticket.ts';

interface TicketFormProps {
  readonly accounts: readonly TicketAccount[];
  readonly draft: Draft;
  readonly onDraft: (changed: Partial<Draft>) => void;
  readonly refusal: Refusal | undefined;
  readonly failure: unknown;
  readonly busy: boolean;
  readonly onSubmit: () => void;
}

/** What to buy or sell. Errors are shown once one has tried to go on, and then as they are mended. */
export function TicketForm({ accounts, draft, onDraft, refusal, failure, busy, onSubmit }: TicketFormProps) {
  const texts = useTexts(ticketTexts);
  const refusals = useTexts(refusalTexts);
  const format = useFormat();
  const { language } = useLanguage();
  const [isTried, setTried] = useState(refusal !== undefined);
  const form = useRef<HTMLFormElement>(null);
  const { side, account, fund } = draft;
  const problems = problemsOf(draft, language);
  const words = (field: 'account' | 'fund' | 'size'): string | undefined => {
    const problem = problems[field];
    if (isTried && problem) return problemWords(problem, side, texts, format);
    return refusal?.field === field ? wordsFor(refusals, refusal.reason) : undefined;
  };

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (Object.keys(problems).length === 0) return onSubmit();
    focusFirstError(form.current);
  };

  return (
    <form ref={form} className="form card card-body" noValidate onSubmit={submit}>
      {refusal && (
        <Notice kind="danger" live title={texts.notPlaced}>
          <p>{wordsFor(refusals, refusal.reason)}</p>
          <p className="small">{texts.notPlacedHint}</p>
        </Notice>
      )}
      {failure !== undefined && <Failed error={failure} />}
      <Choice
        legend={texts.side}
        inline
        value={side}
        onChange={(chosen) => onDraft({ side: chosen, fund: undefined, size: '' })}
        options={[
          { value: 'buy', label: texts.buy },
          { value: 'sell', label: texts.sell },
        ]}
      />
      <Field
        label={texts.account}
        hint={account?.balance ? texts.accountHint(format.money(account.balance)) : undefined}
        error={words('account')}
      >
        {(attributes) => (
          <select
            {...attributes}
            className="input"
            value={account?.id ?? ''}
            onChange={({ target }) =>
              onDraft({
                account: accounts.find(({ id }) => id === target.value),
                ...(side === 'sell' && { fund: undefined, size: '' }),
              })
            }
          >
            <option value="" disabled>
              {texts.chooseAccount}
            </option>
            {accounts.map(({ id, name, owner }) => (
              <option key={id} value={id}>
                {[name, owner?.fullName].filter(Boolean).join(' · ')}
              </option>
            ))}
          </select>
        )}
      </Field>
      {side === 'buy' ? (
        <FundPicker value={fund} onChange={(chosen) => onDraft({ fund: chosen })} error={words('fund')} />
      ) : (
        account && <HoldingPicker account={account} draft={draft} onDraft={onDraft} error={words('fund')} />
      )}
      <SizeField draft={draft} error={words('size')} onChange={(size) => onDraft({ size })} />
      <div className="form-actions">
        <Button type="submit" look="primary" busy={busy}>
          {texts.next}
        </Button>
      </div>
    </form>
  );
}

interface HoldingPickerProps {
  readonly account: TicketAccount;
  readonly draft: Draft;
  readonly onDraft: TicketFormProps['onDraft'];
  readonly error: string | undefined;
}

/** One can sell what one has. */
function HoldingPicker({ account, draft, onDraft, error }: HoldingPickerProps) {
  const texts = useTexts(ticketTexts);
  const format = useFormat();
  const held = account.positions.flatMap(({ instrument, units, value }) =>
    instrument && instrument.isSellable !== false ? [{ instrument, units, value }] : [],
  );
  if (held.length === 0) return <p className="muted">{texts.noHoldings}</p>;
  return (
    <Choice
      legend={texts.holdings}
      error={error}
      value={draft.fund?.id}
      onChange={(id) => onDraft({ fund: held.find(({ instrument }) => instrument.id === id)?.instrument, size: '' })}
      options={held.map(({ instrument, units, value }) => ({
        value: instrument.id,
        label: instrument.name ?? instrument.isin ?? instrument.id,
        hint: [texts.held(format.decimal(units)), value && format.money(value)].filter(Boolean).join(' · '),
      }))}
    />
  );
}
