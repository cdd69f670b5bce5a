/** A frontend with Relay: an order that was placed moves in the store, over a stream that comes back by itself. */
import { overWebSocket, subscribeForever } from '@financial-gateway/client/realtime';
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
  type GraphQLResponse,
} from 'relay-runtime';
import Follow, { type orderFollowSubscription } from './generated/orderFollowSubscription.graphql.ts';
import Place, { type orderPlaceMutation } from './generated/orderPlaceMutation.graphql.ts';
import State, { type orderStateQuery } from './generated/orderStateQuery.graphql.ts';

const address = process.env['GATEWAY'] ?? '';
const transport = overWebSocket({ url: `${address.replace('http', 'ws')}/graphql` });
const network = Network.create(
  async ({ text }, variables) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  },
  ({ text }, variables) =>
    Observable.create((sink) => {
      const controller = new AbortController();
      void (async () => {
        const { signal } = controller;
        for await (const { data } of subscribeForever({ transport, document: text ?? '', variables, signal }))
          sink.next({ data } as GraphQLResponse);
        sink.complete();
      })().catch((error: unknown) => sink.error(error as Error));
      return () => controller.abort();
    }),
);
const environment = new Environment({ network, store: new Store(new RecordSource()) });

const input = {
  account: 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11',
  instrument: 'SE0012193019SEK',
  trade: { buyAmount: '500.00' },
};
const { placeOrder } = await new Promise<orderPlaceMutation['response']>((resolve, reject) =>
  commitMutation<orderPlaceMutation>(environment, {
    mutation: Place,
    variables: { input },
    onCompleted: resolve,
    onError: reject,
  }),
);
const id = placeOrder?.id;
if (id === undefined) throw new Error(JSON.stringify(placeOrder));
await fetchQuery<orderStateQuery>(environment, State, { id }).toPromise();
const operation = createOperationDescriptor(State, { id });
environment.retain(operation);
const status = (): string | undefined =>
  (environment.lookup(operation.fragment).data as unknown as orderStateQuery['response']).node?.status;
await new Promise<void>((resolve, reject) => {
  const following = requestSubscription<orderFollowSubscription>(environment, {
    subscription: Follow,
    variables: { id },
    onError: reject,
    onNext: () => {
      if (status() !== 'SETTLED') return;
      following.dispose();
      resolve();
    },
  });
});
transport.dispose();
console.log(JSON.stringify({ status: status() }));
