import { useMutation } from '@apollo/client/react';
import { useRef, useState, type SubmitEvent } from 'react';
import { Redirect, useLocation, useSearchParams } from 'wouter';
import { useAct } from '../../acts/act.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import type { AccountType } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { forget, keep, kept } from '../../kept.ts';
import { client } from '../../session.ts';
import { Begun } from '../../ui/Begun.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Field } from '../../ui/Field.tsx';
import { focusFirstError } from '../../ui/first-error.ts';
import { Page } from '../../ui/Page.tsx';
import { OpeningSteps } from './OpeningSteps.tsx';
import { OpenAccount } from './operations.ts';
import { openingTexts } from './texts.ts';

const TYPES = ['ISK', 'DEPOT', 'ENDOWMENT'] as const satisfies readonly AccountType[];
type Type = (typeof TYPES)[number];
const MAX_NAME = 50;

const pageOf = (journey: string): string => `/open-account/${encodeURIComponent(journey)}`;

/** `/open-account`; `?back`: where the pages of Fondo send a person afterwards. */
export default function ChoicePage() {
  const texts = useTexts(openingTexts);
  const [search] = useSearchParams();
  const [journey, setJourney] = useState(() => kept('journey'));
  if (search.has('back') && journey !== undefined) return <Redirect to={pageOf(journey)} replace />;
  return (
    <Page title={texts.title} lead={texts.lead} narrow>
      <div className="stack">
        {journey !== undefined && (
          <Begun
            title={texts.begun}
            hint={texts.begunHint}
            goOn={texts.goOn}
            to={pageOf(journey)}
            forget={texts.forget}
            onForget={() => {
              forget('journey', journey);
              setJourney(undefined);
            }}
          />
        )}
        <OpeningSteps stage="choice" />
        <ChoiceForm />
      </div>
    </Page>
  );
}

function ChoiceForm() {
  const texts = useTexts(openingTexts);
  const [, navigate] = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const [type, setType] = useState<Type>();
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const [open] = useMutation(OpenAccount, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const given = name.trim();
  const nameError = given === '' ? texts.nameMissing : given.length > MAX_NAME ? texts.nameLong : undefined;

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!type || nameError !== undefined) return focusFirstError(form.current);
    void act(async () => {
      const { data } = await open({
        variables: {
          input: {
            client,
            journey: { createAccount: { accountName: given, accountTypes: [type] } },
            redirectUrl: `${window.location.origin}/open-account?back`,
          },
        },
      });
      const answer = data?.createJourney;
      if (answer?.__typename === 'Journey') {
        keep('journey', answer.id);
        navigate(pageOf(answer.id));
      }
      return answer;
    });
  };

  return (
    <form ref={form} className="form card card-body" noValidate onSubmit={submit}>
      {problem && <Refusal problem={problem} title={texts.notBegun} />}
      {failure !== undefined && <Failed error={failure} />}
      <Choice
        legend={texts.type}
        value={type}
        onChange={setType}
        options={TYPES.map((value) => ({ value, label: texts.types[value], hint: texts.hints[value] }))}
        error={isTried && !type ? texts.missing : undefined}
      />
      <Field label={texts.name} hint={texts.nameHint} error={isTried ? nameError : undefined}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <div className="form-actions">
        <Button type="submit" look="primary" busy={busy}>
          {texts.next}
        </Button>
      </div>
    </form>
  );
}
