import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import type { ApplicantCountry, CreditOfferFragment } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { forget, kept } from '../../kept.ts';
import { Begun } from '../../ui/Begun.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Page } from '../../ui/Page.tsx';
import { countryOf } from './country.ts';
import { Documents } from './Documents.tsx';
import { offerTexts } from './offer-texts.ts';
import { CreditOffers } from './operations.ts';
import './sign-up.css';

const COUNTRIES: readonly ApplicantCountry[] = ['SE', 'NO', 'DK', 'FI'];

/** What one can apply for, by country. */
export default function OffersPage() {
  const texts = useTexts(offerTexts);
  const result = useQuery(CreditOffers);
  const [country, setCountry] = useState<ApplicantCountry>('SE');
  return (
    <Page title={texts.title} lead={texts.lead}>
      <div className="stack">
        <BegunApplication />
        <Choice
          legend={texts.country}
          inline
          value={country}
          onChange={setCountry}
          options={COUNTRIES.map((value) => ({ value, label: texts.countries[value] }))}
        />
        <Loaded result={result} of={result.data?.offers} loading={<Loading rows={3} tall />}>
          {(offers) => <Offers offers={offers.filter(({ currency }) => countryOf(currency) === country)} />}
        </Loaded>
      </div>
    </Page>
  );
}

function BegunApplication() {
  const texts = useTexts(offerTexts);
  const [application, setApplication] = useState(() => kept('application'));
  if (application === undefined) return null;
  return (
    <Begun
      title={texts.begun}
      hint={texts.begunHint}
      goOn={texts.goOn}
      to={`/credit/applications/${encodeURIComponent(application)}`}
      forget={texts.forget}
      onForget={() => {
        forget('application', application);
        setApplication(undefined);
      }}
    />
  );
}

function Offers({ offers }: { readonly offers: readonly CreditOfferFragment[] }) {
  const texts = useTexts(offerTexts);
  if (offers.length === 0) return <Empty title={texts.none}>{texts.noneHint}</Empty>;
  return (
    <ul className="credit-offers">
      {offers.map((offer) => (
        <li key={offer.id}>
          <OfferCard offer={offer} />
        </li>
      ))}
    </ul>
  );
}

function OfferCard({ offer }: { readonly offer: CreditOfferFragment }) {
  const texts = useTexts(offerTexts);
  const format = useFormat();
  const { id, title, maxCreditLimit, penaltyInterestRate, reminderFee, availableActions } = offer;
  const name = title ?? texts.offer;
  return (
    <article className="card card-body credit-offer" aria-label={name}>
      <h2>{name}</h2>
      {maxCreditLimit && (
        <p className="credit-offer-limit">
          <span className="muted small">{texts.upTo}</span>
          <span className="number">{format.shortMoney(maxCreditLimit)}</span>
        </p>
      )}
      <Facts
        rows={[
          [texts.interest, penaltyInterestRate && texts.interestYear(format.percent(penaltyInterestRate))],
          [texts.reminder, reminderFee && format.shortMoney(reminderFee)],
        ]}
      />
      <Documents offer={offer} />
      {availableActions.includes('CREATE_APPLICATION') ? (
        <ButtonLink to={`/credit/apply/${encodeURIComponent(id)}`} look="primary" label={texts.applyFor(name)}>
          {texts.apply}
        </ButtonLink>
      ) : (
        <p className="muted">{texts.closed}</p>
      )}
    </article>
  );
}
