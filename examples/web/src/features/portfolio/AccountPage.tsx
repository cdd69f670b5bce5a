import { useQuery } from '@apollo/client/react';
import { useParams } from 'wouter';
import type { AccountWithOrdersQuery } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Amounts } from './Amounts.tsx';
import { Holdings } from './Holdings.tsx';
import { useLivePortfolio } from './live.ts';
import { OrderList } from './OrderList.tsx';
import { AccountWithOrders } from './operations.ts';
import { portfolioTexts } from './texts.ts';
import { worthOf } from './totals.ts';
import './portfolio.css';

type Account = Extract<NonNullable<AccountWithOrdersQuery['node']>, { __typename: 'Account' }>;

export default function AccountPage() {
  const texts = useTexts(portfolioTexts);
  const account = decodeURIComponent(useParams<{ account: string }>().account);
  const result = useQuery(AccountWithOrders, { variables: { account }, fetchPolicy: 'cache-and-network' });
  useLivePortfolio();
  const node = result.data?.node;
  const found = node?.__typename === 'Account' ? node : undefined;
  return (
    <Page
      title={found ? (found.name ?? texts.type[found.type]) : texts.title}
      lead={found && texts.type[found.type]}
      back={{ to: '/', label: texts.back }}
      actions={
        found?.status === 'ACTIVE' && (
          <ButtonLink to={`/trade?account=${encodeURIComponent(found.id)}`} look="primary">
            {texts.trade}
          </ButtonLink>
        )
      }
    >
      <Loaded result={result} of={found} absent={<Empty title={texts.noAccount} />}>
        {(read) => (
          <Content
            account={read}
            more={() => void result.fetchMore({ variables: { after: read.orders.pageInfo.endCursor ?? null } })}
          />
        )}
      </Loaded>
    </Page>
  );
}

function Content({ account, more }: { readonly account: Account; readonly more: () => void }) {
  const texts = useTexts(portfolioTexts);
  const format = useFormat();
  const { number, owner, balance, status, orders } = account;
  const { value, foreign } = worthOf(account);
  return (
    <div className="columns">
      <div className="stack">
        <section className="card" aria-labelledby="holdings">
          <div className="card-head">
            <h2 id="holdings">{texts.fundsValue}</h2>
          </div>
          <Holdings account={account} />
        </section>
        <section className="card" aria-labelledby="orders">
          <div className="card-head">
            <h2 id="orders">{texts.ordersOfAccount}</h2>
            <span className="live small">{texts.live}</span>
          </div>
          <OrderList orders={orders.edges.map(({ node }) => node)} />
          {orders.pageInfo.hasNextPage && (
            <div className="card-foot">
              <Button look="quiet" onClick={more}>
                {texts.more}
              </Button>
            </div>
          )}
        </section>
      </div>
      <section className="card card-body sticky" aria-label={texts.accounts}>
        <dl className="facts">
          <div>
            <dt>{texts.total}</dt>
            <dd>
              <Amounts of={[value, ...foreign]} />
            </dd>
          </div>
          {balance && (
            <div>
              <dt>{texts.cash}</dt>
              <dd className="number">{format.money(balance)}</dd>
            </div>
          )}
          {status !== 'ACTIVE' && (
            <div>
              <dt>Status</dt>
              <dd>{texts.status[status]}</dd>
            </div>
          )}
          {owner?.fullName != null && (
            <div>
              <dt>{texts.owner}</dt>
              <dd>{owner.fullName}</dd>
            </div>
          )}
          {number != null && (
            <div>
              <dt>{texts.number}</dt>
              <dd className="number">{number}</dd>
            </div>
          )}
        </dl>
      </section>
    </div>
  );
}
