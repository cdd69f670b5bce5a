import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Shared } from './context.ts';
import { answer } from './server.ts';

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
};

export function takeWebhook(path: string, request: IncomingMessage, response: ServerResponse, shared: Shared): void {
  const route = Object.keys(ROUTES).find((start) => path.startsWith(start));
  if (route) return ROUTES[route]?.(path.slice(route.length), request, response, shared);
  request.resume();
  answer(response, 404, { error: 'No provider calls here.' });
}
