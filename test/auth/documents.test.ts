import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, SECOND_CLIENT } from '../../sandbox/fondo/index.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';

const linkFor = async (auth: AuthKit): Promise<string> => {
  const document = `{ node(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") { ... on Account { agreements { documentUrl } } } }`;
  return (await auth.as(EVERYTHING, document)).data.node.agreements[0].documentUrl;
};

const fetched = async (auth: AuthKit, link: string, claims?: Record<string, unknown>): Promise<number> => {
  const headers: Record<string, string> = claims ? { authorization: `Bearer ${await auth.token(claims)}` } : {};
  return (await fetch(link, { headers })).status;
};

test('a link to a document is worth nothing to a caller who may not see the account', async () => {
  await using auth = await startAuthKit();
  const link = await linkFor(auth);
  const { permissions } = EVERYTHING;
  const elsewhere = { permissions, fondo_clients: [SECOND_CLIENT] };
  const without = { ...EVERYTHING, permissions: permissions.filter((one) => one !== 'pii:read') };
  expect(await fetched(auth, link)).toBe(401);
  expect(await fetched(auth, link, elsewhere)).toBe(404);
  expect(await fetched(auth, link, without)).toBe(404);
  const pdfs = (): number =>
    auth.kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getAccountAgreementPdf').length;
  expect(pdfs()).toBe(0);
  expect(await fetched(auth, link, { permissions, fondo_accounts: [`${DEMO_CLIENT}:${DEMO_ACCOUNT}`] })).toBe(200);
  expect(pdfs()).toBe(1);
});
