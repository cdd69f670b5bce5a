import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';

const GIVEN = { AARTHIK_URL: 'https://aarthik.example', AARTHIK_API_KEY: 'sk_test_1' };

test('without a secret no webhook is taken; with one the inferred scheme is assumed, part by part', () => {
  expect(loadSettings(GIVEN).providers.aarthik?.webhook).toBeUndefined();
  const { aarthik } = loadSettings({
    ...GIVEN,
    AARTHIK_WEBHOOK_SECRET: 'whsec_1',
    AARTHIK_WEBHOOK_SIGNATURE_HEADER: 'X-Signature',
    AARTHIK_WEBHOOK_ALGORITHM: 'sha512',
  }).providers;
  expect(aarthik?.webhook).toEqual({
    secret: 'whsec_1',
    signatureHeader: 'x-signature',
    timestampHeader: 'x-al-timestamp',
    deliveryHeader: 'x-al-delivery-id',
    signed: '{timestamp}.{body}',
    algorithm: 'sha512',
    encoding: 'hex',
  });
});

test.each([
  ['AARTHIK_HANDOFF_PATH', '/offers/{offerID}'],
  ['AARTHIK_HANDOFF_PATH', 'https://elsewhere.example/{borrowerProviderID}/{offerID}'],
  ['AARTHIK_TENANT_ID', 'tenant'],
  ['AARTHIK_WEBHOOK_SIGNED', 'only {body} here'],
  ['AARTHIK_WEBHOOK_TIMESTAMP_HEADER', 'x time'],
  ['AARTHIK_WEBHOOK_ENCODING', 'base32'],
])('%s refuses %s and does not repeat it', (name, value) => {
  const load = (): unknown => loadSettings({ ...GIVEN, AARTHIK_WEBHOOK_SECRET: 'whsec_1', [name]: value });
  expect(load).toThrow(name);
  expect(load).not.toThrow(value);
});
