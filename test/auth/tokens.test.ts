import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';
import type { Caller } from '../../src/auth/caller.ts';
import { createTokenVerifier } from '../../src/auth/tokens.ts';
import { AUDIENCE, startIssuer } from './issuer.ts';

/** Rejects what is refused, be it at once. */
const verifier = (settings: Parameters<typeof createTokenVerifier>[0]): ((token: string) => Promise<Caller>) => {
  const verify = createTokenVerifier(settings);
  return async (token) => verify(token);
};

const refusal = async (verifying: Promise<unknown>): Promise<{ reason: string; message: string }> => {
  const error: unknown = await verifying.catch((caught: unknown) => caught);
  if (error instanceof Error && 'reason' in error) return { reason: String(error.reason), message: error.message };
  throw new Error('The token was accepted');
};

test('claims become permissions and entities, and what is not claimed is not open', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings());
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
  const verify = verifier(
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
  const verify = verifier(issuer.settings());
  const tokens = await Promise.all(Array.from({ length: 20 }, (_one, at) => issuer.sign({}, { subject: `s${at}` })));
  await Promise.all(tokens.map(verify));
  expect(issuer.fetches).toBe(1);
});

test('a token signed with a new key is accepted as soon as the key is published', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings());
  await verify(await issuer.sign());
  await issuer.rotate(true);
  expect((await verify(await issuer.sign())).access?.subject).toContain('caller-1');
  expect(issuer.fetches).toBe(2);
});

test('unknown keys are asked for no more often than the cool-down allows', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings({ cooldownMs: 60_000 }));
  await verify(await issuer.sign());
  for (const kid of ['made-up-1', 'made-up-2', 'made-up-3']) {
    expect(await refusal(verify(await issuer.sign({}, { kid })))).toMatchObject({ reason: 'invalid' });
  }
  expect(issuer.fetches).toBe(1);
});

test('several issuers are trusted, each with its own keys alone', async () => {
  await using one = await startIssuer();
  await using other = await startIssuer();
  const verify = verifier(one.settings({ issuers: [...one.settings().issuers, ...other.settings().issuers] }));
  const [first, second] = [await verify(await one.sign()), await verify(await other.sign())];
  expect(first.access?.subject).not.toBe(second.access?.subject);
  expect(await refusal(verify(await one.sign({}, { issuer: other.issuer })))).toMatchObject({ reason: 'invalid' });
});

test.each([
  ['of another issuer', { issuer: 'https://elsewhere.example' }, 'invalid', /issuer .* not trusted/],
  ['for another audience', { audience: 'somebody-else' }, 'invalid', /^The claim aud names none of AUTH_AUDIENCE\.$/],
  ['that has expired', { expiresIn: -1 }, 'expired', /expired/],
])('a token %s is refused', async (_name, options, reason, why) => {
  await using issuer = await startIssuer();
  const found = await refusal(verifier(issuer.settings())(await issuer.sign({}, options)));
  expect(found).toEqual({
    reason,
    message: expect.stringMatching(why),
  });
});

test('a clock that is a little off is tolerated, for as long as the setting says', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings({ clockSkewMs: 60_000 }));
  expect((await verify(await issuer.sign({}, { expiresIn: -30 }))).expiresAt).toBeGreaterThan(Date.now());
  expect(await refusal(verify(await issuer.sign({}, { expiresIn: -90 })))).toMatchObject({ reason: 'expired' });
});

test('a token without signature, with a shared secret, or with an algorithm that is not listed is refused', async () => {
  await using issuer = await startIssuer('ES256');
  const verify = verifier(issuer.settings({ algorithms: ['RS256'] }));
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
  expect(await refusal(verify(await issuer.sign()))).toMatchObject({
    message: 'The algorithm of the token is none of RS256.',
  });
});

test.each(['exp', 'sub'] as const)('a token without the claim %s is refused', async (without) => {
  await using issuer = await startIssuer();
  const found = await refusal(verifier(issuer.settings())(await issuer.sign({}, { without })));
  expect(found).toEqual({ reason: 'invalid', message: `The claim ${without} is missing.` });
});

test('a token that is not valid yet is refused, as is one whose times are no numbers', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings());
  const soon = Math.floor(Date.now() / 1000) + 600;
  expect(await refusal(verify(await issuer.sign({ nbf: soon })))).toEqual({
    reason: 'invalid',
    message: 'The token is not valid yet: its claim nbf lies ahead.',
  });
  expect(await refusal(verify(await issuer.sign({ nbf: 'soon' })))).toEqual({
    reason: 'invalid',
    message: 'The claim nbf is no number of seconds.',
  });
});

test.each([
  ['empty', ''],
  ['blank', ' '],
  ['a number', 7],
  ['a list', ['caller-1']],
  ['null', null],
  ['longer than 255 characters', 'x'.repeat(256)],
])('a token whose claim sub is %s is refused', async (_name, sub) => {
  await using issuer = await startIssuer();
  const token = await issuer.sign({ sub }, { without: 'sub' });
  const found = await refusal(verifier(issuer.settings())(token));
  expect(found).toEqual({ reason: 'invalid', message: 'The claim sub is no text of 1 to 255 characters.' });
});

test('a token that would fit into no header is refused before anything of it is looked at', async () => {
  await using issuer = await startIssuer();
  const token = await issuer.sign({ padding: 'x'.repeat(20_000) });
  const found = await refusal(verifier(issuer.settings())(token));
  expect(found).toEqual({ reason: 'invalid', message: 'The token is longer than 16384 characters.' });
  expect(issuer.fetches).toBe(0);
});

afterEach(() => void vi.useRealTimers());
/** Lets the clock stand `seconds` later; timers run as ever. */
function later(seconds: number): void {
  const now = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now });
}

test('an issuer that is down is asked once, however many tokens name it, forged ones included', async () => {
  await using issuer = await startIssuer();
  issuer.fail();
  const verify = verifier(issuer.settings({ cooldownMs: 30_000 }));
  const forged = `${(await issuer.sign()).slice(0, -8)}AAAAAAAA`;
  for (let round = 0; round < 15; round += 1) {
    expect(await refusal(verify(await issuer.sign({}, { subject: `s${round}` })))).toMatchObject({
      reason: 'unavailable',
    });
    expect(await refusal(verify(forged))).toMatchObject({ reason: 'unavailable' });
  }
  expect(issuer.fetches).toBe(1);
  issuer.recover();
  later(5);
  await verify(await issuer.sign());
  expect(issuer.fetches).toBe(2);
});

test('an outage of the issuer locks nobody out whose key is known, for as long as the setting says', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings({ cooldownMs: 30_000, maxAgeMs: 600_000, maxStaleMs: 3_600_000 }));
  await verify(await issuer.sign());
  issuer.fail();
  later(700);
  for (let round = 0; round < 10; round += 1) await verify(await issuer.sign({}, { subject: `s${round}` }));
  expect(issuer.fetches).toBe(2);
  later(4_300 - 700);
  expect(await refusal(verify(await issuer.sign()))).toMatchObject({ reason: 'unavailable' });
  issuer.recover();
  later(5);
  await verify(await issuer.sign());
});

test('keys that are too old are not used before they were fetched again, so that a withdrawn one stops counting', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings({ cooldownMs: 30_000, maxAgeMs: 600_000 }));
  const withdrawn = await issuer.sign({}, { expiresIn: 3_600 });
  await verify(withdrawn);
  await issuer.rotate();
  later(601);
  expect(await refusal(verify(withdrawn))).toEqual({
    reason: 'invalid',
    message: 'The key of the token is not known.',
  });
});

test('an issuer that hangs is waited for by one fetch together, and by nobody while known keys may be used', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings({ cooldownMs: 30_000, maxAgeMs: 600_000 }));
  await verify(await issuer.sign());
  issuer.hang();
  later(601);
  const tokens = await Promise.all(Array.from({ length: 10 }, (_one, at) => issuer.sign({}, { subject: `s${at}` })));
  await Promise.all(tokens.map(verify));
  expect(issuer.fetches).toBe(2);
  later(6);
  const hanging = await Promise.race([
    verify(await issuer.sign({}, { subject: 'one more' })),
    new Promise((resolve) => setTimeout(resolve, 4_000, 'it waited for the issuer')),
  ]);
  expect(hanging).toMatchObject({ access: { subject: expect.stringContaining('one more') } });
}, 15_000);

test('an issuer grants no more than its ceiling, whatever its tokens claim', async () => {
  await using issuer = await startIssuer();
  const ceilings = loadSettings({
    AUTH_ISSUERS: issuer.issuer,
    AUTH_AUDIENCE: AUDIENCE,
    AUTH_ISSUER_CEILINGS: JSON.stringify({
      [issuer.issuer]: 'investing:read onboarding:read fondo_clients=c1 aarthik_borrowers=b1|b2',
    }),
  }).auth;
  const issuers = typeof ceilings === 'object' ? (ceilings.tokens?.issuers ?? []) : [];
  const [{ ceiling } = {}] = issuers;
  const verify = verifier(issuer.settings({ issuers: issuer.settings().issuers.map((one) => ({ ...one, ceiling })) }));
  const claims = { permissions: ['investing:read', 'investing:trade', 'backoffice', 'pii:read'] };
  const all = await verify(await issuer.sign({ ...claims, ...EVERY_SCOPE }));
  expect(all.access).toMatchObject({
    permissions: new Set(['investing:read']),
    fondoClients: new Set(['c1']),
    fondoAccounts: new Set(),
    fondoOwners: new Set(),
    payexApplications: new Set(),
    aarthikBorrowers: new Set(['b1', 'b2']),
  });
  const some = { fondo_clients: ['c2'], fondo_accounts: ['c1:a1', 'c2:a2'], fondo_owners: ['c1:197001010003'] };
  expect((await verify(await issuer.sign({ ...some, aarthik_borrowers: 'b2 b3' }))).access).toMatchObject({
    fondoClients: new Set(),
    fondoAccounts: new Set(['c1:a1']),
    fondoOwners: new Set(['c1:197001010003']),
    aarthikBorrowers: new Set(['b2']),
  });
});

const EVERY_SCOPE = {
  fondo_clients: '*',
  fondo_accounts: '*',
  fondo_owners: '*',
  payex_applications: '*',
  aarthik_borrowers: '*',
};

test.each([
  ['another issuer', '{"https://other.example":"investing:read"}'],
  ['a permission that does not exist', '{"https://a.example":"investing:all"}'],
  ['no text', '{"https://a.example":["investing:read"]}'],
])('a ceiling for %s refuses the start', (_name, AUTH_ISSUER_CEILINGS) => {
  const env = { AUTH_ISSUERS: 'https://a.example', AUTH_AUDIENCE: 'g', AUTH_ISSUER_CEILINGS };
  expect(() => loadSettings(env)).toThrow('AUTH_ISSUER_CEILINGS');
});

test('an issuer that cannot be asked is no fault of the caller', async () => {
  await using issuer = await startIssuer();
  issuer.fail();
  const found = await refusal(verifier(issuer.settings())(await issuer.sign()));
  expect(found).toMatchObject({ reason: 'unavailable' });
});

test('a token that was verified a moment ago is not remembered beyond its end', async () => {
  await using issuer = await startIssuer();
  const verify = verifier(issuer.settings());
  const token = await issuer.sign({}, { expiresIn: 2 });
  const { expiresAt = 0 } = await verify(token);
  while (Date.now() <= expiresAt) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await refusal(verify(token))).toEqual({ reason: 'expired', message: 'The token has expired.' });
});
