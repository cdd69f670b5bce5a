import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useMemo } from 'react';
import { rereader } from '../../gateway/reread.ts';
import { client } from '../../session.ts';
import { NewestOrders, PortfolioChanges } from './operations.ts';

/**
 * Keeps accounts and orders on the page up to date. Objects that the page knows are updated by id; for one that is new the
 * list is read again, and once the stream is live: an order may have been placed between the page and its first event.
 */
export function useLivePortfolio(): void {
  const apollo = useApolloClient();
  const readOrders = useMemo(
    () => rereader(() => apollo.query({ query: NewestOrders, variables: { client }, fetchPolicy: 'network-only' })),
    [apollo],
  );
  useSubscription(PortfolioChanges, {
    variables: { client },
    ignoreResults: true,
    context: { onLive: readOrders },
    onData({ data: { data } }) {
      const event = data?.clientEvents;
      if (event?.__typename === 'OrderChange' && event.action === 'CREATED') readOrders();
      if (event?.__typename === 'AccountChange' && event.action !== 'UPDATED')
        void apollo.refetchQueries({ include: ['Portfolio'] });
    },
  });
}
