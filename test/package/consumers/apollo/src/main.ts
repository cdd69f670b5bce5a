/** A frontend with Apollo Client, by its page of the documentation: pages become one list, an order moves in the cache. */
import { connect } from './gateway.ts';
import { NewestOrders, OrderMoves, PlaceOrder } from './orders.ts';

let asked = 0;
const { apollo, close } = connect(process.env['GATEWAY'] ?? '', () => {
  asked += 1;
  return {};
});

const variables = { client: 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877' };
const pages = apollo.watchQuery({ query: NewestOrders, variables });
const watching = pages.subscribe(() => undefined);
await apollo.query({ query: NewestOrders, variables });
const orders = () => pages.getCurrentResult().data?.client?.orders;
await pages.fetchMore({ variables: { after: orders()?.pageInfo?.endCursor } });
const count = apollo.readQuery({ query: NewestOrders, variables })?.client?.orders.edges.length;
watching.unsubscribe();

const account = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
const place = async (buyAmount: string) => {
  const input = { account, instrument: 'SE0012193019SEK', trade: { buyAmount } };
  return (await apollo.mutate({ mutation: PlaceOrder, variables: { input } })).data?.placeOrder;
};
const refused = await place('-1');
const placed = await place('500.00');
if (placed?.__typename !== 'Order') throw new Error(JSON.stringify(placed));
const { id } = placed;

const cached = (): { readonly status?: string } | undefined =>
  (apollo.cache.extract() as Record<string, { readonly status?: string }>)[
    apollo.cache.identify({ __typename: 'Order', id }) ?? ''
  ];
await new Promise<void>((resolve, reject) => {
  const following = apollo.subscribe({ query: OrderMoves, variables: { order: id } }).subscribe({
    next: ({ data }) => {
      if (data?.orderChanged.order?.status !== 'SETTLED') return;
      following.unsubscribe();
      resolve();
    },
    error: reject,
  });
});
close();
console.log(JSON.stringify({ count, refused: refused?.__typename, status: cached()?.status, asked: asked > 3 }));
