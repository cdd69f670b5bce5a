/** A frontend with urql, Graphcache and gql.tada, by their pages of the documentation, on the older graphql. */
import { connect } from './gateway.ts';
import { OrderMoves, OrderState, PlaceOrder } from './orders.ts';

let asked = 0;
const client = connect(process.env['GATEWAY'] ?? '', () => {
  asked += 1;
  return {};
});

const account = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
const place = async (buyAmount: string) => {
  const input = { account, instrument: 'SE0012193019SEK', trade: { buyAmount } };
  const { data, error } = await client.mutation(PlaceOrder, { input });
  if (!data?.placeOrder) throw error ?? new Error(JSON.stringify(data));
  return data.placeOrder;
};
const refused = await place('-1');
const placed = await place('500.00');
if (placed.__typename !== 'Order') throw new Error(JSON.stringify(placed));
const order = placed.id;
await client.query(OrderState, { order });

await new Promise<void>((resolve, reject) => {
  const following = client.subscription(OrderMoves, { order }).subscribe(({ data: event, error }) => {
    if (error) reject(error);
    if (event?.orderChanged.order?.status !== 'SETTLED') return;
    following.unsubscribe();
    resolve();
  });
});
const node = client.readQuery(OrderState, { order })?.data?.node;
const status = node?.__typename === 'Order' ? node.status : node;
console.log(JSON.stringify({ refused: refused.__typename, status, asked: asked > 3 }));
