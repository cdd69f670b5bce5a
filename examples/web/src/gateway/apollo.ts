import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { possibleTypes, typePolicies } from '@financial-gateway/client/apollo';
import { overWebSocket } from '@financial-gateway/client/realtime';
import { OperationTypeNode } from 'graphql';
import { credentials } from '../session.ts';
import { forget, note } from './connection.ts';
import { foreverLink } from './forever-link.ts';

/** The address of the gateway; without one it is behind the origin of the page. */
const address: string = import.meta.env['VITE_GATEWAY'] ?? window.location.origin;

const withCredentials = new SetContextLink(async ({ headers }) => ({
  headers: { ...headers, ...(await credentials()) },
}));

/** Queries and mutations. Nothing is sent twice: a mutation whose answer is lost is looked for, not repeated. */
const requests = ApolloLink.from([withCredentials, new HttpLink({ uri: `${address}/graphql` })]);

/** Streams whose provider is away. */
const delayed = new WeakSet<object>();

const subscriptions = foreverLink(
  overWebSocket({ url: `${address.replace(/^http/, 'ws')}/graphql`, credentials }),
  (stream, status) => {
    if (status === 'ENDED') return forget(stream);
    note(stream, status);
    if (status.state === 'DELAYED') delayed.add(stream);
    const isBack = status.state === 'LIVE' && delayed.delete(stream);
    // Events may be missing, or a query has failed while the provider was away: what is on the page is read again.
    if (status.state === 'GAP' || isBack) void apollo.refetchQueries({ include: 'active' });
  },
);

export const apollo: ApolloClient = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    subscriptions,
    requests,
  ),
  // What is read because something has happened must not be given the answer to a question from before it.
  queryDeduplication: false,
  devtools: { enabled: import.meta.env.DEV },
});
