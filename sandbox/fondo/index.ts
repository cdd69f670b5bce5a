import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SimulatorOptions } from '../kit/options.ts';
import { startProviderServer } from '../kit/provider-server.ts';
import type { Handler, ProviderServer } from '../kit/provider.ts';
import { accountHandlers } from './accounts.ts';
import { agreementHandlers } from './agreements.ts';
import { allocationPlanHandlers } from './allocation-plans.ts';
import { startBackgroundActivity } from './background-activity.ts';
import { failure, withErrorResponses, ok, refuse } from './responses.ts';
import { clientHandlers } from './clients.ts';
import { Feed } from './feed.ts';
import { instrumentHandlers } from './instruments.ts';
import { journeyPage } from './journey-page.ts';
import { Journeys, type EndUser } from './journeys.ts';
import { orderHandlers } from './orders.ts';
import { paymentHandlers } from './payments.ts';
import { seed, type SeedSize } from './seed/index.ts';
import { FondoState } from './state.ts';
import { swishHandlers } from './swish.ts';
import { DEFAULT_CREDENTIALS, DEFAULT_TOKEN_LIFETIME_S, DEFAULT_WEBHOOK_SECRET } from './test-data.ts';
import { Tokens } from './tokens.ts';
import { transactionHandlers } from './transactions.ts';
import { DEFAULT_VARIANTS, type FondoVariants, type Journey } from './types.ts';
import { Webhooks, type WebhookDelivery } from './webhooks.ts';

export * from './test-data.ts';
export { TIMINGS } from './timings.ts';
export { signWebhook, type WebhookDelivery } from './webhooks.ts';
export type { FondoState } from './state.ts';
export type { FondoVariants } from './types.ts';

export interface FondoOptions extends SimulatorOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenLifetimeS?: number;
  readonly webhookSecret?: string;
  readonly variants?: Partial<FondoVariants>;
  /** Size of the seed data. */
  readonly seed?: SeedSize;
  /** Generates background activity for the first client. Disabled by default. */
  readonly backgroundActivity?: boolean;
}

/** Moves a journey on behalf of the end user; throws if it has already ended. */
interface JourneyEnds {
  /** The end user is at this step. */
  activate(clientId: string, journeyId: string, context?: string): Journey;
  expire(clientId: string, journeyId: string): Journey;
  complete(clientId: string, journeyId: string, user?: EndUser): Journey;
  cancel(clientId: string, journeyId: string, context?: string): Journey;
  fail(clientId: string, journeyId: string, errorCode?: string, context?: string): Journey;
}

export interface FondoSandbox extends ProviderServer {
  readonly credentials: Readonly<Record<'clientId' | 'clientSecret', string>>;
  readonly webhookSecret: string;
  /** The complete state. Changes made through it are published as events. */
  readonly state: FondoState;
  /** Mutable: changes apply from the next response. */
  readonly variants: FondoVariants;
  readonly journeys: JourneyEnds;
  readonly webhooks: { readonly deliveries: readonly WebhookDelivery[]; settled(): Promise<void> };
  /** Posts the present state of a journey to its callback URL, `times` times; the status of each answer. */
  postJourney(clientId: string, journeyId: string, times: number, secret?: string): Promise<(number | undefined)[]>;
  /** Sends a message to the open sockets of a client; strings are sent verbatim. */
  emit(clientId: string, event: unknown): void;
  /** Number of open sockets of a client. */
  sockets(clientId: string): number;
  /**
   * Simulates half-open connections: nothing is sent on a client's current sockets until the returned function is
   * called.
   */
  mute(clientId: string): () => void;
  /** Ends the silence of a client's current sockets. */
  unmute(clientId: string): void;
  /** Terminates the open sockets of a client. */
  cut(clientId: string): void;
  pauseHeartbeats(): void;
  resumeHeartbeats(): void;
  /** Invalidates all issued tokens. */
  expireTokens(): void;
  setBackgroundActivity(on: boolean): void;
  /**
   * Everything as at the start, with this seed; `'nothing'`: instruments alone. Sockets are terminated, so that consumers
   * read anew. The clock, which the simulators share, is cleared by its owner before.
   */
  reset(size?: SeedSize | 'nothing'): void;
}

/** Operations that need no token. */
const PUBLIC = new Set(['authToken', 'ping']);
const SUBSCRIBE = /^\/v2\/partner\/client\/([^/?]+)\/subscribe(?:\?.*)?$/;

export async function startFondoSandbox(options: FondoOptions): Promise<FondoSandbox> {
  const { clock, clientId, clientSecret, tokenLifetimeS, webhookSecret = DEFAULT_WEBHOOK_SECRET } = options;
  const credentials = {
    clientId: clientId ?? DEFAULT_CREDENTIALS.clientId,
    clientSecret: clientSecret ?? DEFAULT_CREDENTIALS.clientSecret,
  };
  const variants = { ...DEFAULT_VARIANTS, ...options.variants };
  const tokens = new Tokens(clock, tokenLifetimeS ?? DEFAULT_TOKEN_LIFETIME_S, credentials);
  const feed = new Feed(clock, variants);
  const webhooks = new Webhooks(clock, webhookSecret);
  const state = new FondoState(clock, variants, (client, event) => {
    feed.publish(client, event);
    if (event.type === 'journey.update') webhooks.post(event.current.callbackUrl, feed.envelope(event));
  });
  seed(state, options.seed);
  const journeys = new Journeys(state);
  const handlers: Record<string, Handler> = {
    authToken: (request) => tokens.issue(request),
    ping: () => ok({ pong: clock.iso() }),
    getWebSocket: () => refuse('This address takes WebSocket upgrades alone'),
    ...accountHandlers(state),
    ...agreementHandlers(state),
    ...allocationPlanHandlers(state),
    ...clientHandlers(state),
    ...instrumentHandlers(state),
    ...journeys.handlers,
    ...orderHandlers(state),
    ...paymentHandlers(state),
    ...swishHandlers(state),
    ...transactionHandlers(state),
  };

  const admit = (authorization: string | undefined, client: string | undefined) => {
    if (!tokens.admits(authorization)) return failure(401, 'unauthorized', 'The token is missing, unknown or expired');
    if (client === undefined || state.hasClient(client)) return undefined;
    return failure(403, 'forbidden', 'The token does not reach this client');
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const client = SUBSCRIBE.exec(request.url ?? '')?.[1];
    const refused =
      client === undefined
        ? failure(400, 'invalid_request', 'No such address')
        : admit(request.headers.authorization, client);
    if (client !== undefined && !refused) return feed.accept(client, request, socket, head);
    const body = JSON.stringify(refused?.body);
    const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
    socket.end(`HTTP/1.1 ${refused?.status} Refused\r\n${headers}\r\n\r\n${body}`);
  };

  const server = await startProviderServer(
    {
      provider: 'fondo',
      handlers: Object.fromEntries(
        Object.entries(handlers).map(([id, handler]) => [id, withErrorResponses(handler, variants)]),
      ),
      authenticate: ({ operation, headers, params }) =>
        PUBLIC.has(operation.id)
          ? undefined
          : admit(headers['authorization'] as string | undefined, params['client_id']),
      refuse({ operation }, violations) {
        const [{ path, message } = { path: '', message: 'is not valid' }] = violations;
        const grant = operation.id === 'authToken' && path === 'grant_type' && message !== 'is required';
        return failure(400, grant ? 'unsupported_grant_type' : 'invalid_request', `${path} ${message}`.trim());
      },
      unknown: (method, path) => failure(400, 'invalid_request', `There is no ${method} ${path}`),
      upgrade,
      page: (request, response) => journeyPage(journeys, request, response),
    },
    options.port,
  );
  state.url = server.url;
  let stopBackgroundActivity = (): void => undefined;
  const setBackgroundActivity = (on: boolean): void => {
    stopBackgroundActivity();
    stopBackgroundActivity = on ? startBackgroundActivity(state) : () => undefined;
  };
  setBackgroundActivity(options.backgroundActivity ?? false);

  const at = (client: string, id: string) => {
    const books = state.books(client);
    return [books, state.find(books, 'journey', id)] as const;
  };
  return {
    ...server,
    credentials,
    webhookSecret,
    state,
    variants,
    webhooks,
    journeys: {
      activate: (client, id, context) => journeys.activate(...at(client, id), context),
      expire: (client, id) => journeys.expire(...at(client, id)),
      complete: (client, id, user) => journeys.complete(...at(client, id), user),
      cancel: (client, id, context) => journeys.cancel(...at(client, id), context),
      fail: (client, id, errorCode, context) => journeys.fail(...at(client, id), errorCode, context),
    },
    postJourney(client, id, times, secret) {
      const [, current] = at(client, id);
      const event = { type: 'journey.update', current, previous: current } as const;
      return webhooks.postNow(current.callbackUrl, feed.envelope(event), times, secret);
    },
    emit: (client, event) => feed.emit(client, event),
    sockets: (client) => feed.count(client),
    mute: (client) => feed.mute(client),
    unmute: (client) => feed.unmute(client),
    cut: (client) => feed.cut(client),
    pauseHeartbeats: () => void (feed.heartbeats = false),
    resumeHeartbeats: () => void (feed.heartbeats = true),
    expireTokens: () => tokens.expireAll(),
    setBackgroundActivity,
    reset(size = options.seed) {
      server.reset();
      state.clear();
      journeys.clear();
      webhooks.deliveries.length = 0;
      Object.assign(variants, DEFAULT_VARIANTS, options.variants);
      seed(state, size);
      feed.cut();
    },
    async [Symbol.asyncDispose]() {
      stopBackgroundActivity();
      feed.close();
      webhooks.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
