import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SharedServices } from '../context.ts';
import { SNAPSHOT_PATH } from '../datasources/aarthik/receiver.ts';
import { JOURNEY_CALLBACK_PATH } from '../datasources/fondo/journey-callbacks.ts';
import type { Receipt } from '../datasources/kit/receipt.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { refuse, type Refusal } from '../limits/refusal.ts';
import { SIGN_CALLBACK_PATH } from '../subscriptions/payex/signing-streams.ts';
import { answer } from './http.ts';

interface WebhookServices extends SharedServices {
  readonly admission: AdmissionControl;
}

/** Takes what a provider sends to an address below its route: `rest` is what follows the route in the path. */
type Webhook = (rest: string, request: IncomingMessage, response: ServerResponse, services: WebhookServices) => void;

/** The addresses on which providers call the gateway. What they say is a hint to read again, never taken as true. */
const ROUTES: Readonly<Record<string, Webhook>> = {
  /** PayEx calls with GET, body and signature there are none: the same answer to every token tells nobody anything. */
  [SIGN_CALLBACK_PATH]: (token, request, response, { streams, admission }) => {
    request.resume();
    if (request.method !== 'GET' && request.method !== 'POST') return refuseMethod(response, 'GET, POST');
    if (!admission.begin(request, response)) return;
    streams.signings.called(token).then(
      () => response.writeHead(204).end(),
      () => askToRepeat(response),
    );
  },
  /** Aarthik signs what it sends; why a delivery is refused is not said. */
  [SNAPSHOT_PATH]: (rest, request, response, { connections, admission }) => {
    if (rest !== '') {
      request.resume();
      return answer(response, 404, { error: `Expected nothing behind ${SNAPSHOT_PATH}.` });
    }
    const { receive } = connections.aarthik.receiver;
    const delivery = { admission, request, response, taken: 204, isOff: receive.isOff() } as const;
    takeSigned(delivery, (body) => receive(request.headers, body));
  },
  /** Fondo signs what it sends. The client is the end of the address that the journey was given. */
  [JOURNEY_CALLBACK_PATH]: (client, request, response, { fondoCallbacks, admission }) => {
    const delivery = { admission, request, response, taken: 200, isOff: fondoCallbacks.isOff() } as const;
    takeSigned(delivery, (body) => fondoCallbacks({ client, headers: request.headers, body }));
  },
};

interface Delivery {
  readonly admission: AdmissionControl;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** How an acknowledgement is answered. */
  readonly taken: 200 | 204;
  /** Whether no secret is set. */
  readonly isOff: boolean;
}

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads a POST as it came (signatures are over these very bytes) and answers what becomes of it, at once. Where no key
 * is set nothing is read: no delivery could be verified.
 */
function takeSigned(
  { admission, request, response, taken, isOff }: Delivery,
  receive: (body: string) => Promise<Receipt>,
): void {
  if (request.method !== 'POST') {
    request.resume();
    return refuseMethod(response, 'POST');
  }
  if (isOff) return refuse(request, response, NO_KEY);
  const status: Record<Receipt, number> = {
    taken,
    repeated: taken,
    unknown: taken,
    refused: 401,
    malformed: 400,
    off: 404,
  };
  Promise.try(() => admission.receive(request, response, MAX_BODY_BYTES)).then(
    (body) => {
      if (body === undefined || !admission.begin(request, response)) return;
      receive(body).then(
        (receipt) => response.writeHead(status[receipt]).end(),
        () => askToRepeat(response),
      );
    },
    () => response.destroy(), // the sender broke off
  );
}

/** @param allowed as the header `Allow` names them (RFC 9110, 15.5.6) */
function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  answer(response, 405, { error: `Expected the method ${allowed.replace(', ', ' or ')}.` });
}

/** What was sent could not be passed on to the instance that needs it: the provider is to send it again. */
const askToRepeat = (response: ServerResponse): void => void response.writeHead(503, { 'retry-after': '5' }).end();

const NO_KEY: Refusal = { status: 404, code: 'NOT_FOUND', message: 'No key for these deliveries is set.' };

export function takeWebhook(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  services: WebhookServices,
): void {
  const isOff = (start: string): boolean =>
    [...services.off].some((provider) => start.startsWith(`/webhooks/${provider}/`));
  const route = Object.keys(ROUTES).find((start) => path.startsWith(start) && !isOff(start));
  if (route) return ROUTES[route]?.(path.slice(route.length), request, response, services);
  request.resume();
  answer(response, 404, { error: 'No provider calls here.' });
}
