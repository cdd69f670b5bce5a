import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { EVERYTHING, startAuthKit, type RawSocket } from './kit.ts';

const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const FOLLOW = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ORDER], includeStatus: true) {
  __typename ... on OrderChange { order { account { id } } } } }`;
const PLACE = `mutation { placeOrder(input: { account: "${ACCOUNT}", instrument: "${DEMO_INSTRUMENT}",
  trade: { buyAmount: "100" }, executor: "197001010003" }) { __typename } }`;

test('whose an account is, is read once per event, however many investors listen', async () => {
  await using auth = await startAuthKit();
  const { fondo } = auth.kit.sandbox;
  const whose = `{ client(id: "${DEMO_CLIENT}") { account(id: "${ACCOUNT}") { owner { nationalNumber } } } }`;
  const owner: string = (await auth.as(EVERYTHING, whose)).data.client.account.owner.nationalNumber;
  const listen = async (person: string, subject: string): Promise<RawSocket> => {
    const claims = { permissions: ['investing:read'], fondo_owners: [`${DEMO_CLIENT}:${person}`] };
    const socket = await auth.socket();
    socket.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await auth.token(claims, { subject })}` },
    });
    await socket.next();
    socket.send({ type: 'subscribe', id: '1', payload: { query: FOLLOW } });
    for (let live = false; !live;) live = JSON.stringify(await socket.next()).includes('StreamStatus');
    return socket;
  };
  /** Reads of accounts that placing an order and telling of it takes. */
  const reads = async (told?: RawSocket): Promise<number> => {
    fondo.forget();
    await auth.as(EVERYTHING, PLACE);
    const event = await told?.next();
    if (told) expect(event?.payload.data.clientEvents.__typename).toBe('OrderChange');
    return fondo.calls.filter(({ operationId }) => operationId === 'getAccountById').length;
  };
  const own = await listen(owner, 'owner');
  const alone = await reads(own);
  for (let at = 0; at < 8; at += 1) await listen(`19700101000${at}`, `other-${at}`);
  expect(await reads(own)).toBe(alone);
});
