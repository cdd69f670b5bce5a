/** A frontend with Relay, by its page of the documentation: an order that was placed moves in the store. */
import {
  commitMutation,
  createOperationDescriptor,
  fetchQuery,
  requestSubscription,
  type Environment,
} from 'relay-runtime';
import { connect } from './gateway.ts';
import Follow, { type orderFollowSubscription } from './generated/orderFollowSubscription.graphql.ts';
import Place, { type orderPlaceMutation } from './generated/orderPlaceMutation.graphql.ts';
import State, { type orderStateQuery } from './generated/orderStateQuery.graphql.ts';

let asked = 0;
const { environment, close } = connect(process.env['GATEWAY'] ?? '', () => {
  asked += 1;
  return {};
});

const account = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
const place = async (within: Environment, buyAmount: string) => {
  const input = { account, instrument: 'SE0012193019SEK', trade: { buyAmount } };
  const { placeOrder } = await new Promise<orderPlaceMutation['response']>((resolve, reject) =>
    commitMutation<orderPlaceMutation>(within, {
      mutation: Place,
      variables: { input },
      onCompleted: resolve,
      onError: reject,
    }),
  );
  return placeOrder;
};
const refused = await place(environment, '-1');
const placed = await place(environment, '500.00');
const id = placed?.id;
if (id === undefined) throw new Error(JSON.stringify(placed));
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
close();
console.log(JSON.stringify({ refused: refused?.__typename, status: status(), asked: asked > 3 }));
