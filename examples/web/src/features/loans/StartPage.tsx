import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { forget, kept } from '../../kept.ts';
import { Begun } from '../../ui/Begun.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { LoanProducts } from './operations.ts';
import { StartForm } from './StartForm.tsx';
import { startTexts } from './start-texts.ts';
import './loans.css';

/** Who one is, for lenders to answer: only where the bank may offer loans. */
export default function StartPage() {
  const texts = useTexts(startTexts);
  const result = useQuery(LoanProducts);
  const [journey, setJourney] = useState(() => kept('loan'));
  return (
    <Page title={texts.title} lead={texts.lead} narrow>
      <div className="stack">
        {journey !== undefined && (
          <Begun
            title={texts.begun}
            hint={texts.begunHint}
            goOn={texts.goOn}
            to={`/loans/${encodeURIComponent(journey)}`}
            forget={texts.forget}
            onForget={() => {
              forget('loan', journey);
              setJourney(undefined);
            }}
          />
        )}
        <Loaded result={result} of={result.data?.loanProducts}>
          {(products) =>
            products.some(({ type, isEnabled }) => type === 'PERSONAL_LOAN' && isEnabled) ? (
              <StartForm />
            ) : (
              <Empty title={texts.none}>{texts.noneHint}</Empty>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
