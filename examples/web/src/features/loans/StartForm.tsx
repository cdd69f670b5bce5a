import { useMutation } from '@apollo/client/react';
import { useLocation } from 'wouter';
import { useAct } from '../../acts/act.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import type { EmploymentType } from '../../gql/graphql.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { keep } from '../../kept.ts';
import { Accept } from '../../ui/Accept.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { useDraftForm } from '../../ui/draft-form.ts';
import { Failed } from '../../ui/Failed.tsx';
import { Field } from '../../ui/Field.tsx';
import { borrower } from './borrower.ts';
import { EMPTY, fieldsOf, inputOf, problemsOf, type Field as Name } from './draft.ts';
import { StartLoan } from './operations.ts';
import { startTexts } from './start-texts.ts';

const EMPLOYMENTS = ['SALARIED', 'SELF_EMPLOYED'] as const satisfies readonly EmploymentType[];

/** Who asks for a loan. */
export function StartForm() {
  const texts = useTexts(startTexts);
  const { language } = useLanguage();
  const [, navigate] = useLocation();
  const [start] = useMutation(StartLoan, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const refused = problem?.__typename === 'InvalidInput' ? fieldsOf(problem.fields.map(({ path }) => path)) : undefined;
  const { form, draft, change, problemOf, submit } = useDraftForm({
    empty: EMPTY,
    check: (written) => problemsOf(written, language),
    refused,
    busy,
    onSend: (written) =>
      void act(async () => {
        const { data } = await start({ variables: { input: inputOf(written, borrower(), language) } });
        const answer = data?.startLoanJourney;
        if (answer?.__typename === 'LoanJourney') {
          keep('loan', answer.id);
          navigate(`/loans/${encodeURIComponent(answer.id)}`);
        }
        return answer;
      }),
  });
  const words = (name: Name): string | undefined => {
    const kind = problemOf(name);
    const known: Readonly<Partial<Record<string, string>>> = texts.problems[name];
    return kind && known[kind];
  };

  return (
    <form ref={form} className="form card card-body" noValidate onSubmit={submit}>
      {problem && !refused && <Refusal problem={problem} title={texts.notSent} />}
      {failure !== undefined && (
        <>
          <Failed error={failure} />
          <p className="small muted">{texts.safe}</p>
        </>
      )}
      <Field label={texts.name} error={words('name')}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            autoComplete="name"
            value={draft.name}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <Field label={texts.mobile} hint={texts.mobileHint} error={words('mobile')}>
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
      <Field label={texts.born} error={words('born')}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            type="date"
            autoComplete="bday"
            value={draft.born}
            onChange={({ target }) => change({ born: target.value })}
          />
        )}
      </Field>
      <Choice
        legend={texts.employment}
        value={draft.employment}
        onChange={(employment) => change({ employment })}
        options={EMPLOYMENTS.map((value) => ({ value, label: texts.employments[value] }))}
        error={words('employment')}
      />
      <Field label={texts.income} error={words('income')}>
        {(attributes) => (
          <div className="with-unit">
            <input
              {...attributes}
              className="input input-amount"
              inputMode="decimal"
              autoComplete="off"
              value={draft.income}
              onChange={({ target }) => change({ income: target.value })}
            />
            <span className="unit">INR</span>
          </div>
        )}
      </Field>
      <Accept checked={draft.consent} onChange={(consent) => change({ consent })} error={words('consent')}>
        {texts.consent}
      </Accept>
      <div className="form-actions">
        <Button type="submit" look="primary" busy={busy}>
          {texts.send}
        </Button>
      </div>
    </form>
  );
}
