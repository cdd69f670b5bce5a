import type { SettingsReader } from './index.ts';
import type { AarthikSettings } from '../datasources/aarthik/index.ts';
import type { Kind } from './kinds.ts';

export const uuid: Kind<string> = {
  expected: 'a UUID',
  parse: (value) => (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) ? value : undefined),
};

export const handoffPath: Kind<string> = {
  expected: 'a path with `{borrowerProviderID}` and `{offerID}`',
  parse: (value) =>
    /^\/[\w/{}.-]+$/.test(value) && value.includes('{borrowerProviderID}') && value.includes('{offerID}')
      ? value
      : undefined,
};

export const headerName: Kind<string> = {
  expected: 'the name of a header',
  parse: (value) => (/^[\w-]+$/.test(value) ? value.toLowerCase() : undefined),
};

/** Without the time in it a delivery could be sent again for ever. */
export const signedText: Kind<string> = {
  expected: 'a text with `{timestamp}` and `{body}`',
  parse: (value) => (value.includes('{timestamp}') && value.includes('{body}') ? value : undefined),
};

export function readAarthik(reader: SettingsReader): AarthikSettings {
  const webhookSecret = reader.read('AARTHIK_WEBHOOK_SECRET');
  return {
    url: reader.read('AARTHIK_URL'),
    apiKey: reader.read('AARTHIK_API_KEY'),
    handoffPath: reader.read('AARTHIK_HANDOFF_PATH'),
    tenantId: reader.read('AARTHIK_TENANT_ID'),
    applicationId: reader.read('AARTHIK_APPLICATION_ID'),
    webhook: webhookSecret
      ? {
          secret: webhookSecret,
          signatureHeader: reader.read('AARTHIK_WEBHOOK_SIGNATURE_HEADER'),
          timestampHeader: reader.read('AARTHIK_WEBHOOK_TIMESTAMP_HEADER'),
          deliveryHeader: reader.read('AARTHIK_WEBHOOK_DELIVERY_HEADER'),
          signed: reader.read('AARTHIK_WEBHOOK_SIGNED'),
          algorithm: reader.read('AARTHIK_WEBHOOK_ALGORITHM'),
          encoding: reader.read('AARTHIK_WEBHOOK_ENCODING'),
        }
      : undefined,
  };
}
