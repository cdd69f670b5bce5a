import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Clock } from '../kit/clock.ts';
import type { Journey } from './journey.ts';
import type { Journeys } from './journeys.ts';
import { PAGE } from './page.ts';
import { consentView, hostedView, type View } from './page-views.ts';

const HOSTED_LIFE_MS = 120_000;
const CONSENT_LIFE_MS = 300_000;
const SESSION_LIFE_MS = 1_800_000;

export interface Link {
  readonly url: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface Visit {
  readonly journey: Journey;
  readonly view: (journey: Journey, journeys: Journeys) => View;
}

/**
 * The hosted pages for borrowers. A link contains a short-lived single-use secret in its fragment; the
 * page exchanges it for a session (`POST /lab/session {token}`) and sends actions (`POST /lab/act {session, act}`).
 */
export class HostedPages {
  readonly #clock: Clock;
  readonly #journeys: Journeys;
  readonly #origin: () => string;
  readonly #tokens = new Map<string, Visit>();
  readonly #sessions = new Map<string, Visit>();
  readonly #consents = new WeakMap<Journey, Link & { readonly token: string }>();

  /** `origin` is the base URL of the simulator. */
  constructor(clock: Clock, journeys: Journeys, origin: () => string) {
    this.#clock = clock;
    this.#journeys = journeys;
    this.#origin = origin;
  }

  /** A new link to the hosted journey, valid for 120 s. */
  hostedLink(journey: Journey): Link {
    const token = this.#store(this.#tokens, 'bt_test_', { journey, view: hostedView }, HOSTED_LIFE_MS);
    const url = `${this.#origin()}/lab/embed?journey_type=${journey.type}#${token}`;
    return { url, expiresAt: this.#clock.iso(HOSTED_LIFE_MS) };
  }

  /** The link of the consent step: reused until it has been visited or is 300 s old. */
  consentLink(journey: Journey): Link {
    const known = this.#consents.get(journey);
    if (known && this.#tokens.has(known.token)) return known;
    const token = this.#store(this.#tokens, 'ct_test_', { journey, view: consentView }, CONSENT_LIFE_MS);
    const expiresAt = this.#clock.iso(CONSENT_LIFE_MS);
    const link = { token, url: `${this.#origin()}/aa/consent#${token}`, expiresAt };
    this.#consents.set(journey, link);
    return link;
  }

  /** Implements `ProviderDefinition.page`. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    if (request.method === 'GET' && (pathname === '/lab/embed' || pathname === '/aa/consent')) {
      request.resume();
      response.writeHead(200, PAGE_HEADERS).end(PAGE);
      return true;
    }
    const serve = request.method === 'POST' && { '/lab/session': this.#open, '/lab/act': this.#act }[pathname];
    if (!serve) return false;
    json(request)
      .then((body) => serve.call(this, (body ?? {}) as Record<string, unknown>))
      .catch(() => ({ status: 400, body: { error: 'Invalid request' } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
    return true;
  }

  #open({ token }: Record<string, unknown>) {
    const visit = this.#tokens.get(String(token));
    if (!visit) return EXPIRED;
    this.#tokens.delete(String(token));
    const session = this.#store(this.#sessions, 'ls_test_', visit, SESSION_LIFE_MS);
    return { status: 200, body: { session, ...shown(visit.view(visit.journey, this.#journeys)) } };
  }

  #act({ session, act }: Record<string, unknown>) {
    const visit = this.#sessions.get(String(session));
    if (!visit) return EXPIRED;
    const chosen = visit.view(visit.journey, this.#journeys).acts.find(({ id }) => id === act);
    if (!chosen) return { status: 409, body: { error: 'Not possible now' } };
    chosen.act();
    return { status: 200, body: shown(visit.view(visit.journey, this.#journeys)) };
  }

  #store(map: Map<string, Visit>, prefix: string, visit: Visit, life: number): string {
    const secret = prefix + randomBytes(18).toString('base64url');
    map.set(secret, visit);
    this.#clock.after(life, () => map.delete(secret));
    return secret;
  }
}

const EXPIRED = { status: 410, body: { error: 'This link is used up or expired' } };

const shown = ({ title, text, acts }: View) => ({ title, text, acts: acts.map(({ id, label }) => ({ id, label })) });

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'",
};
