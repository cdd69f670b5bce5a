/** A frontend without a GraphQL library: an order is placed and followed until it is settled. */
import { createRequest, GatewayError, overEvents, subscribeForever } from '@financial-gateway/client';
import {
  FollowOrderDocument,
  PlaceTheOrderDocument,
  PortfolioDocument,
  type OrderStatus,
  type PlaceOrderInput,
} from '@financial-gateway/client/documents';

const url = `${process.env['GATEWAY']}/graphql`;
const client = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';
const request = createRequest({ url, trusted: process.env['TRUSTED'] === 'on' });

const portfolio = await request(PortfolioDocument, { client });
// @ts-expect-error: the variables of a document are typed
await request(PortfolioDocument, {}).catch((error: unknown) => {
  if (!(error instanceof GatewayError)) throw error;
});

const input: PlaceOrderInput = {
  account: 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11',
  instrument: 'SE0012193019SEK',
  trade: { buyAmount: '500.00' },
};
const { placeOrder } = await request(PlaceTheOrderDocument, { input });
if (placeOrder?.__typename !== 'Order') throw new Error(JSON.stringify(placeOrder));

const statuses: (OrderStatus | undefined)[] = [];
const transport = overEvents({ url });
for await (const { data } of subscribeForever({
  transport,
  document: FollowOrderDocument,
  variables: { order: placeOrder.id },
})) {
  statuses.push(data.orderChanged.order?.status);
  if (statuses.at(-1) === 'SETTLED') break;
}
console.log(JSON.stringify({ client: portfolio.client?.__typename, statuses }));
