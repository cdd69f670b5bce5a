import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { CreateApplicationInput, CreditOfferFragment, ActProblemFragment } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { keep } from '../../kept.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { fieldsOf } from './applicant.ts';
import { ApplicationForm } from './ApplicationForm.tsx';
import { applyTexts } from './apply-texts.ts';
import { countryOf } from './country.ts';
import { offerTexts } from './offer-texts.ts';
import { ApplyForCredit, OneCreditOffer } from './operations.ts';
import { Refusal } from '../../acts/Refusal.tsx';
import { SignUpSteps } from './SignUpSteps.tsx';
import './sign-up.css';

export default function ApplyPage() {
  const texts = useTexts(applyTexts);
  const offers = useTexts(offerTexts);
  const id = decodeURIComponent(useParams<{ offer: string }>().offer);
  const result = useQuery(OneCreditOffer, { variables: { offer: id } });
  const offer = result.data?.offer;
  return (
    <Page
      title={texts.title}
      lead={offer && texts.lead(offer.title ?? offers.offer)}
      back={{ to: '/credit', label: texts.back }}
      narrow
    >
      <div className="stack">
        <SignUpSteps stage="details" />
        <Loaded result={result} of={offer} absent={<Empty title={texts.absent} />}>
          {(found) => <Apply offer={found} />}
        </Loaded>
      </div>
    </Page>
  );
}

/** Sends the application once: an answer that is lost is told, and not sent again. */
function Apply({ offer }: { readonly offer: CreditOfferFragment }) {
  const texts = useTexts(applyTexts);
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<ActProblemFragment>();
  const [apply, { loading, error }] = useMutation(ApplyForCredit, { fetchPolicy: 'no-cache' });
  const country = countryOf(offer.currency);
  if (!country) return <Empty title={texts.absent} />;
  if (problem?.__typename === 'OutcomeUnknown')
    return (
      <Notice kind="unknown" live title={texts.unknown}>
        <p>{texts.unknownHint}</p>
      </Notice>
    );

  async function send(input: CreateApplicationInput): Promise<void> {
    setProblem(undefined);
    try {
      const { data } = await apply({ variables: { input } });
      const answer = data?.createApplication;
      if (answer?.__typename === 'Application') {
        keep('application', answer.id);
        navigate(`/credit/applications/${encodeURIComponent(answer.id)}`, { replace: true });
      } else setProblem(answer);
    } catch {
      // It is shown by `error`.
    }
  }

  const fields = problem?.__typename === 'InvalidInput' ? fieldsOf(problem.fields.map(({ path }) => path)) : undefined;
  return (
    <ApplicationForm
      offer={offer}
      country={country}
      refused={fields}
      busy={loading}
      onSend={(input) => void send(input)}
    >
      {problem && !fields && <Refusal problem={problem} title={texts.notSent} />}
      {error && <Failed error={error} />}
    </ApplicationForm>
  );
}
