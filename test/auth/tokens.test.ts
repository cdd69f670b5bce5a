import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { createTokenVerifier } from '../../src/auth/tokens.ts';
import { AUDIENCE, startIssuer } from './issuer.ts';

const refusal = async (verifying: Promise<unknown>): Promise<{ reason: string; message: string }> => {
  const error: unknown = await verifying.catch((caught: unknown) => caught);
  if (error instanceof Error && 'reason' in error) return { reason: String(error.reason), message: error.message };
  throw new Error('The token was accepted');
};

test('claims become permissions and entities, and what is not claimed is not open', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings());
  const token = await issuer.sign({
    permissions: ['investing:read', 'unheard:of'],
    fondo_clients: ['c1', 'c2'],
    aarthik_borrowers: '*',
  });
  const { access, expiresAt } = await verify(token);
  expect(access).toMatchObject({
    subject: `${issuer.issuer}|caller-1`,
    permissions: new Set(['investing:read']),
    fondoClients: new Set(['c1', 'c2']),
    fondoAccounts: new Set(),
    payexApplications: new Set(),
    aarthikBorrowers: '*',
  });
  expect(expiresAt).toBeGreaterThan(Date.now());
});

test('the claim of the permissions, their words and the prefix of the entities are settings', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(
    issuer.settings({
      permissionsClaim: 'realm_access.roles',
      permissionMap: new Map([['advisor', ['investing:read', 'investing:trade'] as const]]),
      prefix: 'https://bank.example/',
    }),
  );
  const claims = { realm_access: { roles: ['advisor', 'loans:read'] }, 'https://bank.example/fondo_clients': 'c1 c2' };
  const { access } = await verify(await issuer.sign({ ...claims, fondo_clients: '*' }));
  expect(access?.permissions).toEqual(new Set(['investing:read', 'investing:trade', 'loans:read']));
  expect(access?.fondoClients).toEqual(new Set(['c1', 'c2']));
});

test('the keys are fetched once for any number of tokens', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings());
  const tokens = await Promise.all(Array.from({ length: 20 }, (_one, at) => issuer.sign({}, { subject: `s${at}` })));
  await Promise.all(tokens.map(verify));
  expect(issuer.fetches).toBe(1);
});

test('a token signed with a new key is accepted as soon as the key is published', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings());
  await verify(await issuer.sign());
  await issuer.rotate(true);
  expect((await verify(await issuer.sign())).access?.subject).toContain('caller-1');
  expect(issuer.fetches).toBe(2);
});

test('unknown keys are asked for no more often than the cool-down allows', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings({ cooldownMs: 60_000 }));
  await verify(await issuer.sign());
  for (const kid of ['made-up-1', 'made-up-2', 'made-up-3']) {
    expect(await refusal(verify(await issuer.sign({}, { kid })))).toMatchObject({ reason: 'invalid' });
  }
  expect(issuer.fetches).toBe(1);
});

test('several issuers are trusted, each with its own keys alone', async () => {
  await using one = await startIssuer();
  await using other = await startIssuer();
  const verify = createTokenVerifier(
    one.settings({ issuers: [...one.settings().issuers, ...other.settings().issuers] }),
  );
  const [first, second] = [await verify(await one.sign()), await verify(await other.sign())];
  expect(first.access?.subject).not.toBe(second.access?.subject);
  expect(await refusal(verify(await one.sign({}, { issuer: other.issuer })))).toMatchObject({ reason: 'invalid' });
});

test.each([
  ['of another issuer', { issuer: 'https://elsewhere.example' }, /issuer .* not trusted/],
  ['for another audience', { audience: 'somebody-else' }, /claim aud/],
  ['that has expired', { expiresIn: -1 }, /expired/],
])('a token %s is refused', async (_name, options, why) => {
  await using issuer = await startIssuer();
  const found = await refusal(createTokenVerifier(issuer.settings())(await issuer.sign({}, options)));
  expect(found).toEqual({ reason: 'invalid', message: expect.stringMatching(why) });
});

test('a clock that is a little off is tolerated, for as long as the setting says', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings({ clockSkewMs: 60_000 }));
  expect((await verify(await issuer.sign({}, { expiresIn: -30 }))).expiresAt).toBeGreaterThan(Date.now());
  expect(await refusal(verify(await issuer.sign({}, { expiresIn: -90 })))).toMatchObject({ reason: 'invalid' });
});

test('a token without signature, with a shared secret, or with an algorithm that is not listed is refused', async () => {
  await using issuer = await startIssuer('ES256');
  const verify = createTokenVerifier(issuer.settings({ algorithms: ['RS256'] }));
  const unsecured = new UnsecuredJWT({})
    .setIssuer(issuer.issuer)
    .setAudience(AUDIENCE)
    .setSubject('caller-1')
    .setExpirationTime('5 min')
    .encode();
  const secret = await new SignJWT({ sub: 'caller-1' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer.issuer)
    .setAudience(AUDIENCE)
    .setExpirationTime('5 min')
    .sign(new TextEncoder().encode(JSON.stringify(await exportJWK((await generateKeyPair('ES256')).publicKey))));
  for (const token of [unsecured, secret, await issuer.sign(), 'no.token', ''])
    expect(await refusal(verify(token))).toMatchObject({ reason: 'invalid' });
});

test.each(['exp', 'sub'] as const)('a token without the claim %s is refused', async (without) => {
  await using issuer = await startIssuer();
  const found = await refusal(createTokenVerifier(issuer.settings())(await issuer.sign({}, { without })));
  expect(found).toEqual({ reason: 'invalid', message: `The claim ${without} is not as required.` });
});

test('an issuer that cannot be asked is no fault of the caller', async () => {
  await using issuer = await startIssuer();
  issuer.fail();
  const found = await refusal(createTokenVerifier(issuer.settings())(await issuer.sign()));
  expect(found).toMatchObject({ reason: 'unavailable' });
});

test('a token that was verified a moment ago is not remembered beyond its end', async () => {
  await using issuer = await startIssuer();
  const verify = createTokenVerifier(issuer.settings());
  const token = await issuer.sign({}, { expiresIn: 1 });
  const { expiresAt = 0 } = await verify(token);
  while (Date.now() <= expiresAt) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await refusal(verify(token))).toEqual({ reason: 'invalid', message: 'The token has expired.' });
});
