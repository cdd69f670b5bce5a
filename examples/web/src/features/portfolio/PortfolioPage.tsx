import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import type { PortfolioQuery } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { client } from '../../session.ts';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Page } from '../../ui/Page.tsx';
import { AccountCard } from './AccountCard.tsx';
import { useLivePortfolio } from './live.ts';
import { OrderList } from './OrderList.tsx';
import { Portfolio } from './operations.ts';
import { portfolioTexts } from './texts.ts';
import { totalsOf } from './totals.ts';
import './portfolio.css';

export default function PortfolioPage() {
  const texts = useTexts(portfolioTexts);
  const result = useQuery(Portfolio, { variables: { client }, fetchPolicy: 'cache-and-network' });
  useLivePortfolio();
  return (
    <Page
      title={texts.title}
      actions={
        <ButtonLink to="/trade" look="primary">
          {texts.trade}
        </ButtonLink>
      }
    >
      <Loaded
        result={result}
        of={result.data?.client}
        loading={<Loading rows={6} tall />}
        absent={<Empty title={texts.noAccounts} />}
      >
        {(found) => (
          <Content
            found={found}
            more={() => void result.fetchMore({ variables: { after: found.accounts.pageInfo.endCursor ?? null } })}
          />
        )}
      </Loaded>
    </Page>
  );
}

/** Accounts that are shown unasked: as many as there are newest orders beside them. */
const AT_FIRST = 8;

interface ContentProps {
  readonly found: NonNullable<PortfolioQuery['client']>;
  readonly more: () => void;
}

function Content({ found, more }: ContentProps) {
  const texts = useTexts(portfolioTexts);
  const [all, setAll] = useState(false);
  const accounts = found.accounts.edges.map(({ node }) => node);
  return (
    <div className="stack">
      {accounts.length > 0 && <Summary accounts={accounts} />}
      <div className="columns">
        <section className="card" aria-labelledby="accounts">
          <div className="card-head">
            <h2 id="accounts">{texts.accounts}</h2>
            <span className="muted small">{texts.lead(accounts.length)}</span>
          </div>
          {accounts.length === 0 && <Empty title={texts.noAccounts}>{texts.noAccountsHint}</Empty>}
          <ul className="accounts">
            {(all ? accounts : accounts.slice(0, AT_FIRST)).map((account) => (
              <AccountCard key={account.id} account={account} />
            ))}
          </ul>
          {!all && accounts.length > AT_FIRST ? (
            <div className="card-foot">
              <Button look="quiet" onClick={() => setAll(true)}>
                {texts.all(accounts.length)}
              </Button>
            </div>
          ) : (
            found.accounts.pageInfo.hasNextPage && (
              <div className="card-foot">
                <Button look="quiet" onClick={more}>
                  {texts.more}
                </Button>
              </div>
            )
          )}
        </section>
        <section className="card sticky" aria-labelledby="orders">
          <div className="card-head">
            <h2 id="orders">{texts.orders}</h2>
            <span className="live small">{texts.live}</span>
          </div>
          <OrderList orders={found.orders.edges.map(({ node }) => node)} />
        </section>
      </div>
    </div>
  );
}

function Summary({ accounts }: { readonly accounts: Parameters<typeof totalsOf>[0] }) {
  const texts = useTexts(portfolioTexts);
  const format = useFormat();
  const { value, cash, holdings, foreign } = totalsOf(accounts);
  return (
    <section className="summary" aria-label={texts.total}>
      <div className="summary-main">
        <p>{texts.total}</p>
        <p className="summary-value number">{format.money(value)}</p>
        {foreign.length > 0 && (
          <p className="small summary-hint">{texts.foreign(foreign.map(format.money).join(', '))}</p>
        )}
      </div>
      <dl className="summary-parts">
        <div>
          <dt>{texts.cash}</dt>
          <dd className="number">{format.money(cash)}</dd>
        </div>
        <div>
          <dt>{texts.holdings}</dt>
          <dd className="number">{format.money(holdings)}</dd>
        </div>
      </dl>
    </section>
  );
}
