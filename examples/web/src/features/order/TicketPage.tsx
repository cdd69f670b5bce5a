import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useTexts } from '../../i18n/language.tsx';
import { client } from '../../session.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { OneFund, TicketAccounts } from './operations.ts';
import { Ticket } from './Ticket.tsx';
import { ticketTexts } from './ticket-texts.ts';
import type { Draft } from './ticket.ts';
import { forgetUnderway, underway } from './underway.ts';
import { Unknown } from './Unknown.tsx';
import './ticket.css';

/** `/trade`, with what is known already: `?account=…&side=sell&fund=…`. */
export default function TicketPage() {
  const [reference, setReference] = useState(underway);
  if (reference === undefined) return <Start onUnknown={setReference} />;
  return (
    <Unknown
      reference={reference}
      leave={() => {
        forgetUnderway();
        setReference(undefined);
      }}
    />
  );
}

function Start({ onUnknown }: { readonly onUnknown: (reference: string) => void }) {
  const texts = useTexts(ticketTexts);
  const [search] = useSearchParams();
  const wanted = search.get('fund');
  // Cash and holdings are what the order is held against: read them again, whatever another page has read.
  const result = useQuery(TicketAccounts, { variables: { client }, fetchPolicy: 'cache-and-network' });
  const fund = useQuery(OneFund, { variables: { fund: wanted ?? '' }, skip: wanted === null });
  const accounts = result.data?.client?.accounts.edges.map(({ node }) => node);
  if (!accounts || (wanted !== null && fund.loading))
    return (
      <Page title={texts.title} narrow>
        <Loaded result={result} of={fund.loading ? undefined : accounts}>
          {() => null}
        </Loaded>
      </Page>
    );
  if (accounts.length === 0)
    return (
      <Page title={texts.title} narrow>
        <Empty title={texts.noAccounts}>{texts.noAccountsHint}</Empty>
      </Page>
    );
  const node = fund.data?.node;
  const side = search.get('side') === 'sell' ? 'sell' : 'buy';
  const start: Draft = {
    side,
    account: accounts.find(({ id }) => id === search.get('account')),
    fund: node?.__typename === 'Instrument' ? node : undefined,
    size: '',
  };
  return <Ticket accounts={accounts} start={start} onUnknown={onUnknown} />;
}
