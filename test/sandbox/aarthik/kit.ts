import { expect } from 'vitest';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startAarthikSandbox, type AarthikOptions, type AarthikSandbox } from '../../../sandbox/aarthik/index.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { Clock } from '../../../sandbox/kit/clock.ts';
import type { components } from '../../../contracts/aarthik.ts';

type Schemas = components['schemas'];
export type OffersData = Schemas['HybridOffersData'];
export type JourneyData = Schemas['HybridJourneyData'];
export type HandOff = Schemas['HybridHostedURLData'];

export interface Reply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
export interface Enveloped<T> {
  readonly correlation_id: string;
  readonly data: T;
  readonly error: { code: string; message: string; retryable: boolean; details: { field: string } | null };
}

export const PERSON = { contactNumber: '9876543210', panName: 'Rahul Sharma' };

/**
 * A simulator whose time stands still, with calls in the words of its tests. Every answer is held to the contract,
 * unless `variants` were given: those depart from it.
 */
export async function startSandbox(options: Partial<AarthikOptions> = {}) {
  const clock = new Clock(0);
  const sandbox = await startAarthikSandbox({ clock, ...options });
  const driven = new Set<string>();
  const call = async <T>(method: string, path: string, body?: unknown, headers = {}): Promise<Reply<T>> => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.credentials.apiKey}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const content = await response.text();
    const answer: unknown = content && JSON.parse(content);
    const operation = contractOf('aarthik').match(method, path)?.operation;
    if (operation && !options.variants) {
      driven.add(`${operation.id} ${response.status}`);
      expect(contractOf('aarthik').answerViolations(operation, response.status, answer)).toEqual([]);
    }
    return { status: response.status, headers: response.headers, body: answer as T };
  };
  const journey = (borrower: string) =>
    `/api/v1/hybrid/personal-loan/borrowers/${encodeURIComponent(borrower)}/journey`;
  return {
    clock,
    sandbox,
    call,
    /** `operationId status` of every answer so far that was held to the contract. */
    driven,
    journey,
    start: (borrower: string, body: object = { personal: PERSON }) =>
      call<Enveloped<JourneyData>>('POST', journey(borrower), body),
    poll: (borrower: string) => call<Enveloped<OffersData>>('GET', `${journey(borrower)}/offers`),
    handOff: (borrower: string, offer: string, suffix = '') =>
      call<Enveloped<HandOff>>('GET', `${journey(borrower)}/offers/${offer}${suffix}`),
    webhooks: <T = Schemas['WebhookConfiguration']>(method: string, name: string, body?: unknown) =>
      call<T>(method, webhookPath(sandbox, name), body),
    /** Opens a link of the simulator as its page does. */
    async visit(link: string) {
      const token = new URL(link).hash.slice(1);
      const opened = await call<Page>('POST', '/lab/session', { token });
      const act = (id: string) => call<Page>('POST', '/lab/act', { session: opened.body.session, act: id });
      return { opened, act };
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

interface Page {
  readonly session: string;
  readonly text: string;
  readonly acts: { id: string }[];
}

const webhookPath = ({ credentials }: AarthikSandbox, name: string): string =>
  `/api/tenants/${credentials.tenantId}/applications/${credentials.applicationId}/webhooks/${name}`;

export const offerIds = ({ lenders = {} }: OffersData): string[] =>
  Object.values(lenders).flatMap(({ offers }) => offers.map(({ offerID }) => offerID));

/** A receiver of webhooks that gives the statuses of `answers` first and 200 afterwards. */
export async function startReceiver(answers: number[] = []) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
