import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Shared } from './context.ts';
import type { Receipt } from './datasources/aarthik/receiver.ts';
import { answer, readBody } from './server.ts';

/** Takes what a provider sends to an address below its route: `rest` is what follows the route in the path. */
type Webhook = (rest: string, request: IncomingMessage, response: ServerResponse, shared: Shared) => void;

/** The addresses on which providers call the gateway. What they say is a hint to read again, never taken as true. */
const ROUTES: Readonly<Record<string, Webhook>> = {
  /** PayEx calls with GET, body and signature there are none: the same answer to every token tells nobody anything. */
  '/webhooks/payex/sign/': (token, request, response, { streams }) => {
    if (request.method !== 'GET' && request.method !== 'POST') return answer(response, 405, { error: 'GET or POST' });
    request.resume();
    streams.signings.called(token);
    response.writeHead(204).end();
  },
  /** Aarthik signs what it sends; why a delivery is refused is not said. */
  '/webhooks/aarthik/snapshot': (rest, request, response, { connections }) => {
    if (rest !== '' || request.method !== 'POST') {
      request.resume();
      return answer(response, rest === '' ? 405 : 404, { error: 'POST without anything behind the path' });
    }
    readBody(request, MAX_SNAPSHOT_BYTES).then(
      (body) => {
        if (body !== undefined) {
          response.writeHead(RECEIPTS[connections.aarthik.receiver.receive(request.headers, body)]).end();
          return;
        }
        response.setHeader('connection', 'close');
        answer(response, 413, { error: `The delivery is larger than ${MAX_SNAPSHOT_BYTES} bytes.` });
      },
      () => response.destroy(), // the sender broke off
    );
  },
};

const MAX_SNAPSHOT_BYTES = 1024 * 1024;
const RECEIPTS: Readonly<Record<Receipt, number>> = {
  taken: 204,
  repeated: 204,
  refused: 401,
  malformed: 400,
  off: 404,
};

export function takeWebhook(path: string, request: IncomingMessage, response: ServerResponse, shared: Shared): void {
  const route = Object.keys(ROUTES).find((start) => path.startsWith(start));
  if (route) return ROUTES[route]?.(path.slice(route.length), request, response, shared);
  request.resume();
  answer(response, 404, { error: 'No provider calls here.' });
}
