import { Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { features } from '../features/index.ts';
import { dictionary, useTexts } from '../i18n/language.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Page } from '../ui/Page.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';

const texts = dictionary(
  {
    skip: 'Skip to the content',
    sandbox: 'A demonstration: persons, money and orders are made up.',
    missing: 'There is no such page',
    missingHint: 'The address may be old, or mistyped.',
    home: 'To the portfolio',
  },
  {
    skip: 'Hoppa till innehållet',
    sandbox: 'En demonstration: personer, pengar och order är påhittade.',
    missing: 'Sidan finns inte',
    missingHint: 'Adressen kan vara gammal eller felskriven.',
    home: 'Till portföljen',
  },
);

export function App() {
  const words = useTexts(texts);
  const [location] = useLocation();
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <div className="top">
        <Header />
        <ConnectionBar />
      </div>
      <main id="content" tabIndex={-1}>
        <ErrorBoundary key={location}>
          <Suspense fallback={<Loading tall />}>
            <Switch>
              {features.flatMap(({ routes }) =>
                routes.map(({ path, page: Content }) => (
                  <Route key={path} path={path}>
                    <Content />
                  </Route>
                )),
              )}
              <Route>
                <Page title={words.missing} narrow>
                  <Empty title={words.missingHint} action={<ButtonLink to="/">{words.home}</ButtonLink>} />
                </Page>
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <footer className="foot">
        <p>{words.sandbox}</p>
      </footer>
    </>
  );
}
