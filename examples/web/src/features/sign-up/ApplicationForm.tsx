import type { ReactNode } from 'react';
import type { ApplicantCountry, CreateApplicationInput, CreditOfferFragment } from '../../gql/graphql.ts';
import { useFormat, useLanguage, useTexts } from '../../i18n/language.tsx';
import { Accept } from '../../ui/Accept.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDraftForm } from '../../ui/draft-form.ts';
import { Field } from '../../ui/Field.tsx';
import { EMPTY, inputOf, problemsOf, type Field as Name, type Problems } from './applicant.ts';
import { applyTexts } from './apply-texts.ts';
import { Documents } from './Documents.tsx';

/** A person of the sandbox per country, who passes the check and signs; a bank has no such line. */
const DEMO: Readonly<Record<ApplicantCountry, string>> = {
  SE: '19101010-1010',
  NO: '12837510110',
  DK: '251248-4916',
  FI: '010280-901Y',
};
const MOBILES: Readonly<Record<ApplicantCountry, string>> = {
  SE: '070-123 45 67',
  NO: '401 23 456',
  DK: '20 12 34 56',
  FI: '040 123 4567',
};

interface ApplicationFormProps {
  readonly offer: CreditOfferFragment;
  readonly country: ApplicantCountry;
  /** What the API has found in what was sent; it says nothing of a value that is changed since. */
  readonly refused: Problems | undefined;
  readonly busy: boolean;
  readonly onSend: (input: CreateApplicationInput) => void;
  /** What became of the last attempt. */
  readonly children?: ReactNode;
}

/** Who applies for how much. */
export function ApplicationForm({ offer, country, refused, busy, onSend, children }: ApplicationFormProps) {
  const texts = useTexts(applyTexts);
  const format = useFormat();
  const { language } = useLanguage();
  const { form, draft, change, problemOf, submit } = useDraftForm({
    empty: EMPTY,
    check: (written) => problemsOf(written, offer, country, language),
    refused,
    busy,
    onSend: (written) => onSend(inputOf(written, offer, country, language)),
  });
  const most = offer.maxCreditLimit ? format.shortMoney(offer.maxCreditLimit) : undefined;
  const words = (name: Name): string | undefined => {
    const kind = problemOf(name);
    if (!kind) return undefined;
    const known: Readonly<Partial<Record<string, string | ((text: string) => string)>>> = texts.problems[name];
    const text = known[kind] ?? known['FORM'];
    return typeof text === 'function' ? text(name === 'limit' ? (most ?? '') : texts.numberHint[country]) : text;
  };

  return (
    <form ref={form} className="form card card-body" noValidate autoComplete="off" onSubmit={submit}>
      {children}
      <Field label={texts.limit} hint={most && texts.limitHint(most)} error={words('limit')}>
        {(attributes) => (
          <div className="with-unit">
            <input
              {...attributes}
              className="input input-amount"
              inputMode="decimal"
              autoComplete="off"
              value={draft.limit}
              onChange={({ target }) => change({ limit: target.value })}
            />
            <span className="unit">{offer.currency}</span>
          </div>
        )}
      </Field>
      <Field
        label={texts.number[country]}
        hint={
          <>
            {texts.numberHint[country]}. {texts.demo} <span className="number">{DEMO[country]}</span>
          </>
        }
        error={words('nationalNumber')}
      >
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            inputMode={country === 'FI' ? 'text' : 'numeric'}
            autoComplete="off"
            spellCheck={false}
            value={draft.nationalNumber}
            onChange={({ target }) => change({ nationalNumber: target.value })}
          />
        )}
      </Field>
      <Field label={texts.email} hint={texts.emailHint} error={words('email')}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            type="email"
            autoComplete="email"
            value={draft.email}
            onChange={({ target }) => change({ email: target.value })}
          />
        )}
      </Field>
      <Field label={texts.mobile} hint={texts.mobileHint(MOBILES[country])} error={words('mobile')}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            type="tel"
            autoComplete="tel"
            value={draft.mobile}
            onChange={({ target }) => change({ mobile: target.value })}
          />
        )}
      </Field>
      <Documents offer={offer} />
      <Accept checked={draft.isAgreed} onChange={(isAgreed) => change({ isAgreed })} error={words('isAgreed')}>
        {texts.agree}
      </Accept>
      <div className="form-actions">
        <Button type="submit" look="primary" busy={busy}>
          {texts.send}
        </Button>
      </div>
    </form>
  );
}
