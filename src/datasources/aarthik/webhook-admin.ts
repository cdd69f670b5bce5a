import { Fault } from '../../faults.ts';
import { Refused } from '../../problem.ts';
import { expectCallback } from '../kit/callback-url.ts';
import { Checks } from '../kit/checks.ts';
import type { HttpRequest } from '../kit/http/exchange.ts';
import { path } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import type { AarthikClient } from './client.ts';
import { openEnvelope } from './envelope.ts';

/** Where Aarthik sends its snapshots. */
export interface WebhookConfiguration {
  readonly enabled: boolean;
  readonly url: string | null;
}

/** The application of the API key, as its own calls name it. */
export interface Application {
  readonly tenantId?: string | undefined;
  readonly applicationId?: string | undefined;
}

/**
 * The one webhook subscription of the application: `getApplicationWebhookConfiguration`,
 * `subscribeApplicationWebhooks`, `unsubscribeApplicationWebhooks`. All three change nothing when repeated.
 */
export function createWebhookAdmin(
  http: AarthikClient,
  { tenantId, applicationId }: Application,
  operation: Operation,
) {
  const { correlationId } = operation;
  async function call(name: string, request: Partial<HttpRequest>): Promise<WebhookConfiguration> {
    if (!tenantId || !applicationId) {
      throw new Refused(
        'NOT_CONFIGURED',
        'The gateway lacks the settings of its application: AARTHIK_TENANT_ID and AARTHIK_APPLICATION_ID.',
      );
    }
    const address = path`/api/tenants/${tenantId}/applications/${applicationId}/webhooks/${name}`;
    const { data } = openEnvelope(await http.plain({ path: address, correlationId, ...request }));
    const enabled = data.raw('webhookEnabled');
    if (typeof enabled !== 'boolean') throw new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId });
    return { enabled, url: data.url('webhookUrl') };
  }
  return {
    read: () => call('configuration', operation),
    /** Replaces the address that was there by one of these origins. Aarthik takes https alone; its sandbox takes this machine too. */
    subscribe(url: string, origins: readonly string[]): Promise<WebhookConfiguration> {
      const checks = new Checks();
      expectCallback(checks, url, 'input.url', origins);
      checks.done();
      return call('subscribe', { method: 'POST', body: { url } });
    },
    unsubscribe: () => call('unsubscribe', { method: 'POST' }),
  };
}
