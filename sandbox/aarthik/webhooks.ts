import { randomBytes } from 'node:crypto';
import type { Violation } from '../kit/contract.ts';
import type { SandboxResponse, Handler, SandboxRequest } from '../kit/provider.ts';
import { plainFailure } from './envelope.ts';
import { isLoopback, type Target } from './deliveries.ts';
import type { Credentials } from './snapshot.ts';
import type { WebhookConfiguration, WebhookSubscribeRequest } from './wire.ts';

/** The webhook subscription of the application. */
export class Subscription {
  readonly #credentials: Credentials;
  readonly #firstSecret: string;
  #url: string | undefined;
  #secret: string | undefined;

  constructor(credentials: Credentials, secret: string) {
    this.#credentials = credentials;
    this.#firstSecret = secret;
    this.#secret = secret;
  }

  /** As at the start: no URL, and the first secret. */
  reset(): void {
    this.#secret = this.#firstSecret;
    this.#url = undefined;
  }

  /** The current signing secret; unsubscribing disables it, and the next subscription generates a new one. */
  get secret(): string | undefined {
    return this.#secret;
  }

  target(): Target | undefined {
    return this.#url !== undefined && this.#secret !== undefined ? { url: this.#url, secret: this.#secret } : undefined;
  }

  readonly handlers: Record<string, Handler> = {
    getApplicationWebhookConfiguration: (request) => this.#forOwner(request, () => undefined),
    subscribeApplicationWebhooks: (request) =>
      this.#forOwner(request, () => {
        this.#secret ??= `whsec_test_${randomBytes(18).toString('base64url')}`;
        this.#url = (request.body as WebhookSubscribeRequest).url;
      }),
    unsubscribeApplicationWebhooks: (request) =>
      this.#forOwner(request, () => {
        this.#secret = undefined;
        this.#url = undefined;
      }),
  };

  /** 403 for another tenant, 404 for an unknown application of the tenant. */
  #forOwner({ params }: SandboxRequest, change: () => void): SandboxResponse {
    const { tenantId, applicationId } = this.#credentials;
    if (params['tenantID'] !== tenantId) return plainFailure(403);
    if (params['applicationID'] !== applicationId) return plainFailure(404);
    change();
    const configuration: WebhookConfiguration = {
      tenant_id: tenantId,
      application_id: applicationId,
      webhook_enabled: this.#url !== undefined,
      webhook_url: this.#url ?? null,
    };
    return { status: 200, body: configuration };
  }
}

/** The contract requires https; the sandbox also accepts http on the loopback interface. */
export const isLocalCallback = ({ operation, body }: SandboxRequest, { path }: Violation): boolean => {
  if (operation.id !== 'subscribeApplicationWebhooks' || path !== 'url') return false;
  const { url } = body as Partial<WebhookSubscribeRequest>;
  return typeof url === 'string' && url.startsWith('http://') && isLoopback(url);
};
