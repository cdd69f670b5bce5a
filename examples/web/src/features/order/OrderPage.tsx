import { useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { useParams, useSearchParams } from 'wouter';
import type { OneOrderQuery } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { orderPageTexts } from './order-page-texts.ts';
import { orderTexts } from '../../orders/order-texts.ts';
import { CancelOrder, OneOrder, OrderChanges } from './operations.ts';
import { OrderSteps } from './OrderSteps.tsx';
import { refusalTexts, wordsFor } from './refusal-texts.ts';
import './order.css';

type Order = Extract<NonNullable<OneOrderQuery['node']>, { __typename: 'Order' }>;

/** An order that moves while one looks at it. */
export default function OrderPage() {
  const texts = useTexts(orderPageTexts);
  const words = useTexts(orderTexts);
  const order = decodeURIComponent(useParams<{ order: string }>().order);
  const [search] = useSearchParams();
  const result = useQuery(OneOrder, { variables: { order } });
  const node = result.data?.node;
  const found = node?.__typename === 'Order' ? node : undefined;
  useSubscription(OrderChanges, { variables: { order }, skip: found?.isFinal ?? false, ignoreResults: true });
  return (
    <Page
      title={found ? `${words.type[found.type]} ${found.instrument?.name ?? words.unknownFund}` : texts.title}
      back={{ to: '/', label: texts.back }}
      narrow
    >
      <Loaded result={result} of={found} absent={<Empty title={texts.absent} />}>
        {(read) => (
          <div className="stack">
            {search.has('placed') && !read.isFinal && (
              <Notice kind="success" live title={texts.placed}>
                <p>{texts.placedHint}</p>
              </Notice>
            )}
            <Content order={read} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Content({ order }: { readonly order: Order }) {
  const texts = useTexts(orderPageTexts);
  const words = useTexts(orderTexts);
  const format = useFormat();
  const { amount, units, account, createdAt, fundTransactions, clientRef, status } = order;
  const price = fundTransactions.find(({ isAborted }) => !isAborted)?.price;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [texts.account, account?.name ?? undefined],
    [texts.amount, amount ? format.money(amount) : undefined],
    [texts.units, units != null ? format.decimal(units) : undefined],
    [texts.price, price ? format.money(price) : undefined],
    [texts.created, createdAt != null ? format.dateTime(createdAt) : undefined],
    [texts.reference, clientRef ?? undefined],
  ];
  return (
    <>
      <section className="card card-body" aria-labelledby="progress">
        <h2 id="progress" className="order-heading">
          {texts.progress}
        </h2>
        <p role="status" className="visually-hidden" data-status={status}>
          {words.status[status]}
        </p>
        <OrderSteps status={status} />
      </section>
      <section className="card card-body" aria-label={texts.facts}>
        <dl className="facts">
          {rows
            .filter(([, text]) => text !== undefined)
            .map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
        </dl>
      </section>
      <Cancel order={order} />
      <div className="form-actions">
        <ButtonLink to="/trade">{texts.another}</ButtonLink>
        {account && (
          <ButtonLink to={`/accounts/${encodeURIComponent(account.id)}`} look="quiet">
            {texts.toAccount}
          </ButtonLink>
        )}
      </div>
    </>
  );
}

/** Asks once more, in place: cancelling is not undone. */
function Cancel({ order: { id, isCancelable } }: { readonly order: Order }) {
  const texts = useTexts(orderPageTexts);
  const refusals = useTexts(refusalTexts);
  const [isAsked, setAsked] = useState(false);
  const [cancel, { data, loading, error }] = useMutation(CancelOrder, {
    variables: { order: id },
    onError: () => undefined,
  });
  const answer = data?.cancelOrder;
  if (error) return <Failed error={error} />;
  if (answer && answer.__typename !== 'Order')
    return (
      <Notice kind="warning" live title={texts.notCanceled}>
        <p>{answer.__typename === 'Refused' ? wordsFor(refusals, answer.reason) : texts.cancelUnknown}</p>
      </Notice>
    );
  if (!isCancelable) return null;
  if (!isAsked)
    return (
      <div>
        <Button look="danger" onClick={() => setAsked(true)}>
          {texts.cancel}
        </Button>
      </div>
    );
  return (
    <Notice
      kind="warning"
      live
      title={texts.cancelAsk}
      actions={
        <>
          <Button look="danger" busy={loading} onClick={() => void cancel()}>
            {texts.cancelYes}
          </Button>
          <Button look="quiet" onClick={() => setAsked(false)}>
            {texts.cancelNo}
          </Button>
        </>
      }
    />
  );
}
