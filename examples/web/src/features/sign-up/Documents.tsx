import type { CreditOfferFragment } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { offerTexts } from './offer-texts.ts';

/** What a person has to be shown before they apply. */
export function Documents({ offer: { termsAndConditions } }: { readonly offer: CreditOfferFragment }) {
  const texts = useTexts(offerTexts);
  const { creditInformation, accountTerms } = termsAndConditions ?? {};
  const documents = [
    [texts.creditInformation, creditInformation],
    [texts.accountTerms, accountTerms],
  ] as const;
  if (creditInformation == null && accountTerms == null) return null;
  return (
    <div className="small">
      <p className="muted">{texts.documents}</p>
      <ul className="documents">
        {documents.map(
          ([name, address]) =>
            address != null && (
              <li key={name}>
                <a href={address} target="_blank" rel="noopener noreferrer">
                  {name}
                  <span className="visually-hidden"> ({texts.newTab})</span>
                </a>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}
