import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { configurationPage } from '../../scripts/configuration-page.ts';
import { loadSettings } from '../../src/config/index.ts';
import { SETTING_INFOS } from '../../src/config/schema.ts';

const LIVE = {
  FONDO_URL: 'https://fondo.example',
  FONDO_CLIENT_ID: 'partner',
  FONDO_CLIENT_SECRET: 'secret',
  PAYEX_URL: 'https://payex.example',
  PAYEX_OWNER_NO: '591',
  PAYEX_TOKEN: 'token',
  AARTHIK_URL: 'https://aarthik.example',
  AARTHIK_API_KEY: 'sk_test_1',
};

test('without settings every provider is left to the sandbox, on a loopback address', () => {
  expect(loadSettings({})).toMatchObject({ host: '127.0.0.1', port: 4000, providers: {}, graphiql: true });
});

test('a provider with settings is live, the others stay sandboxed', () => {
  const { providers } = loadSettings({ AARTHIK_URL: LIVE.AARTHIK_URL, AARTHIK_API_KEY: LIVE.AARTHIK_API_KEY });
  expect(providers).toEqual({
    aarthik: expect.objectContaining({ url: LIVE.AARTHIK_URL, apiKey: LIVE.AARTHIK_API_KEY }),
  });
});

test('half of the settings of a provider is an error that names the other half', () => {
  expect(() => loadSettings({ FONDO_URL: LIVE.FONDO_URL })).toThrow(/Missing: FONDO_CLIENT_ID, FONDO_CLIENT_SECRET\./);
});

test.each([{ SANDBOX: 'off' }, { NODE_ENV: 'production' }])(
  'with %o everything that is missing is named at once',
  (env) => {
    expect(() => loadSettings(env)).toThrow(
      /FONDO_URL, FONDO_CLIENT_ID, FONDO_CLIENT_SECRET, PAYEX_URL, PAYEX_OWNER_NO, PAYEX_TOKEN, AARTHIK_URL, AARTHIK_API_KEY/,
    );
  },
);

test('with the sandbox off and all settings given, every provider is live', () => {
  const { providers } = loadSettings({ ...LIVE, SANDBOX: 'off' });
  expect(Object.keys(providers).sort()).toEqual(['aarthik', 'fondo', 'payex']);
  expect(providers.payex?.apiVersion).toBe('v1');
});

test('every value that is not valid is named with what was expected, and never repeated', () => {
  const load = (): unknown =>
    loadSettings({ ...LIVE, PORT: 'eighty', FONDO_URL: 'ftp://secret-host', PAYEX_CERT: '/no/such/file' });
  expect(load).toThrow(
    /PORT \(expected a port.*FONDO_URL \(expected an http or https URL\).*PAYEX_CERT \(expected PEM/,
  );
  expect(load).toThrow(/PAYEX_KEY/);
  expect(load).not.toThrow(/secret-host/);
});

test('the bounds of subscriptions are settings, and the longest wait is not below the first', () => {
  const env = { STREAM_BACKOFF_MS: '20', STREAM_BACKOFF_MAX_MS: '500', STREAM_LOG_AGE_MS: '5000', STREAM_QUEUE: '7' };
  expect(loadSettings(env).streams).toMatchObject({
    relay: { backoffMs: [20, 500] },
    log: { maxAgeMs: 5_000 },
    maxQueue: 7,
  });
  expect(() => loadSettings({ ...env, STREAM_BACKOFF_MAX_MS: '19' })).toThrow(
    /STREAM_BACKOFF_MAX_MS \(expected at least/,
  );
});

test('a secret comes from a file, and a file that cannot be read is named without its path', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'api-key');
  writeFileSync(file, 'sk_live_from_file\n');
  const { providers } = loadSettings({ AARTHIK_URL: LIVE.AARTHIK_URL, AARTHIK_API_KEY_FILE: file });
  expect(providers.aarthik?.apiKey).toBe('sk_live_from_file');
  const load = (): unknown => loadSettings({ AARTHIK_URL: LIVE.AARTHIK_URL, AARTHIK_API_KEY_FILE: '/no/such/file' });
  expect(load).toThrow(/AARTHIK_API_KEY_FILE \(expected the path of a readable file\)/);
  expect(load).not.toThrow(/no\/such/);
});

test.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
  'the issuer %s is trusted, since it is this machine',
  (issuer) => {
    const { auth } = loadSettings({ AUTH_ISSUERS: issuer, AUTH_AUDIENCE: 'gateway' });
    expect(auth).toMatchObject({ tokens: { issuers: [{ issuer }] } });
  },
);

test('rules about several settings are judged beside faults of others, and what they require is missing', () => {
  const load = (env: Record<string, string>) => (): unknown => loadSettings(env);
  expect(load({ STREAM_BACKOFF_MS: '20', STREAM_BACKOFF_MAX_MS: '19', STREAM_QUEUE: 'many' })).toThrow(
    /STREAM_QUEUE \(expected a whole.*STREAM_BACKOFF_MAX_MS \(expected at least/,
  );
  expect(
    load({ AUTH: 'none', AUTH_ISSUERS: 'https://idp.example', AUTH_JWKS_URL: 'https://a.example,https://b.example' }),
  ).toThrow(
    /Missing: AUTH_AUDIENCE\. Not valid: AUTH \(not together.*AUTH_JWKS_URL \(expected one URL for each of AUTH_ISSUERS/,
  );
  expect(load({ AUTH_AUDIENCE: 'gateway', PAYEX_KEY: '-----BEGIN', TRUSTED_DOCUMENTS_ONLY: 'on' })).toThrow(
    /Missing: AUTH_ISSUERS, TRUSTED_DOCUMENTS, PAYEX_URL, PAYEX_OWNER_NO, PAYEX_TOKEN, PAYEX_CERT\./,
  );
});

test.each([
  ['PORT', '80x', 'a port from 0 to 65535'],
  ['MAX_DEPTH', '0', 'a whole number from 1 to 1000'],
  ['MAX_HEAP_RATIO', ' ', 'a number from 0.1 to 1'],
  ['SANDBOX_SPEED', '0', 'a number above 0, at most 1000'],
  ['GRAPHIQL', 'true', '`on` or `off`'],
  ['CORS_ORIGINS', 'https://app.example/path', 'origins such as `https://app.example`, separated by commas'],
  ['AUTH_API_KEYS', 'crm:123:pii:read', 'entries `name:sha256 in hex'],
  ['AUTH_ISSUERS', 'http://idp.example', 'https URLs separated by commas (http on a loopback address)'],
  ['AUTH_PERMISSION_MAP', '{"advisor":"pii:read"}', 'a JSON object that maps words to lists of permissions'],
  ['TRUSTED_DOCUMENTS', '/no/such/file', 'the path of a JSON object that maps SHA-256 hashes to documents'],
  ['LOG_LEVEL', 'loud', '`silent` or `fatal` or'],
])('%s=%s is refused with what was expected, which is not the value', (name, value, expected) => {
  const load = (): unknown => loadSettings({ [name]: value });
  expect(load).toThrow(`${name} (expected ${expected}`);
  if (value.trim().length > 1) expect(load).not.toThrow(value);
});

test('every setting has a description, says what is expected, and its default in production is valid', () => {
  for (const [name, { description, expected }] of SETTING_INFOS) {
    expect(description, name).toMatch(/\.$/);
    expect(expected, name).not.toBe('');
  }
  expect(() => loadSettings({ ...LIVE, NODE_ENV: 'production' })).not.toThrow();
});

test('a provider that is off needs no settings, even in production, and those that it has are not read', () => {
  const { AARTHIK_URL, AARTHIK_API_KEY } = LIVE;
  const unread = { FONDO_URL: 'not an address', FONDO_DEADLINE_MS: 'never', PAYEX_TOKEN_FILE: '/no/such/file' };
  const env = { NODE_ENV: 'production', FONDO: 'off', PAYEX: 'off', AARTHIK_URL, AARTHIK_API_KEY, ...unread };
  const { providers, off } = loadSettings(env);
  expect(Object.keys(providers)).toEqual(['aarthik']);
  expect([...off]).toEqual(['fondo', 'payex']);
  expect([...loadSettings({ PAYEX: 'off' }).off]).toEqual(['payex']);
  expect(() => loadSettings({ ...env, FONDO: 'on' })).toThrow(/Missing: FONDO_CLIENT_ID, FONDO_CLIENT_SECRET\./);
});

test('not every provider can be off', () => {
  expect(() => loadSettings({ FONDO: 'off', PAYEX: 'off', AARTHIK: 'off' })).toThrow(
    /FONDO \(expected at least one provider to be on\)/,
  );
  expect(() => loadSettings({ FONDO: 'no' })).toThrow(/FONDO \(expected `on` or `off`\)/);
});

test('in production nothing is open that has not been allowed', () => {
  const settings = loadSettings({ ...LIVE, NODE_ENV: 'production' });
  expect(settings).toMatchObject({
    graphiql: false,
    limits: { introspection: false, ratePerSecond: 100, origins: [] },
  });
  expect(loadSettings({ ...LIVE, NODE_ENV: 'production', INTROSPECTION: 'on' }).limits.introspection).toBe(true);
});

test('docs/configuration.md says what the schema of settings says', async () => {
  const file = join(import.meta.dirname, '../../docs/configuration.md');
  const page = await format(configurationPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8') === page, 'run `npm run configuration`').toBe(true);
});

test('a callback origin without https is refused in production, and permitted outside of it', () => {
  const callbacks = { CALLBACK_ORIGINS: 'http://127.0.0.1:9' };
  expect(loadSettings(callbacks).callbackOrigins).toEqual(['http://127.0.0.1:9']);
  expect(() => loadSettings({ ...callbacks, NODE_ENV: 'production' })).toThrow(
    /CALLBACK_ORIGINS \(expected https origins in production\)/,
  );
});
