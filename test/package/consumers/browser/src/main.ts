/** A page without a framework: shows a client, places an order at a press, and follows it. */
import { createRequest, overEvents, overWebSocket, subscribeForever } from '@financial-gateway/client';
import { FollowOrderDocument, PlaceTheOrderDocument, PortfolioDocument } from '@financial-gateway/client/documents';

const settings = new URLSearchParams(location.search);
const url = `${settings.get('gateway')}/graphql`;
const transport =
  settings.get('transport') === 'WebSocket' ? overWebSocket({ url: url.replace('http', 'ws') }) : overEvents({ url });
const request = createRequest({ url });
const client = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';
const account = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';

const show = (list: string, text: string): void => {
  document.querySelector(list)?.append(Object.assign(document.createElement('li'), { textContent: text }));
};
const say = (selector: string, text: string): void => {
  const element = document.querySelector(selector);
  if (element) element.textContent = text;
};

async function buy(): Promise<void> {
  const input = { account, instrument: 'SE0012193019SEK', trade: { buyAmount: '500.00' } };
  const { placeOrder } = await request(PlaceTheOrderDocument, { input });
  if (placeOrder?.__typename !== 'Order') throw new Error(JSON.stringify(placeOrder));
  document.body.dataset['order'] = placeOrder.id;
  for await (const { data } of subscribeForever({
    transport,
    document: FollowOrderDocument,
    variables: { order: placeOrder.id },
    maxWaitMs: 300,
    onStatus: ({ state }) => show('#connection', state),
  })) {
    show('#statuses', data.orderChanged.order?.status ?? 'gone');
    if (data.orderChanged.order?.status === 'SETTLED') break;
  }
  show('#connection', 'DONE');
}

const failed = (error: unknown): void => say('[role=alert]', String(error));
document.querySelector('button')?.addEventListener('click', () => void buy().catch(failed));
request(PortfolioDocument, { client }).then((shown) => say('h1', shown.client?.displayName ?? ''), failed);
