import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOpen, JOURNEY_PATH, type EndUser, type Journeys } from './journeys.ts';
import type { Journey } from './types.ts';

const MAX_FORM_BYTES = 10_000;

/** Serves the hosted journey pages; returns false for any other path. */
export function journeyPage(journeys: Journeys, request: IncomingMessage, response: ServerResponse): boolean {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (!path.startsWith(JOURNEY_PATH)) return false;
  const [secret = '', act = ''] = path.slice(JOURNEY_PATH.length).split('/');
  const found = journeys.bySecret(secret);
  if (!found) {
    request.resume();
    show(response, 404, page('Länken finns inte', ''));
  } else if (request.method === 'GET' && act === '') {
    const journey = isOpen(found.journey.status) ? journeys.activate(found.books, found.journey) : found.journey;
    show(
      response,
      journey.status === 'expired' ? 410 : 200,
      isOpen(journey.status) ? forms(journey) : outcome(journey),
    );
  } else if (request.method === 'POST' && isOpen(found.journey.status)) {
    end(journeys, found, act, request, response).catch(() => response.destroy());
  } else {
    request.resume();
    show(response, 409, outcome(found.journey));
  }
  return true;
}

/** Ends a journey according to the submitted form and redirects the browser. */
async function end(
  journeys: Journeys,
  { books, journey }: Found,
  act: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const finish = finisher(act, await readForm(request));
  if (!finish) return show(response, 404, page('Sidan finns inte', ''));
  const ended = finish(journeys, books, journey);
  if (!ended.redirectUrl) return show(response, 200, outcome(ended));
  const location = encodeURI(ended.redirectUrl).replaceAll('%25', '%');
  response.writeHead(303, { location }).end();
}

type Found = NonNullable<ReturnType<Journeys['bySecret']>>;
type Finish = (journeys: Journeys, books: Found['books'], journey: Journey) => Journey;

function finisher(act: string, form: URLSearchParams): Finish | undefined {
  const text = (name: string): string | undefined => form.get(name)?.trim() || undefined;
  if (act === 'complete') {
    const entered = ['firstName', 'lastName', 'accountName'].map((name) => [name, text(name)] as const);
    const user = Object.fromEntries(entered.filter(([, value]) => value !== undefined)) as EndUser;
    return (journeys, books, journey) => journeys.complete(books, journey, user);
  }
  if (act === 'cancel') return (journeys, books, journey) => journeys.cancel(books, journey, text('context'));
  if (act !== 'fail') return undefined;
  return (journeys, books, journey) => journeys.fail(books, journey, text('errorCode'), text('context'));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  request.setEncoding('utf8');
  let form = '';
  for await (const chunk of request) {
    form += String(chunk);
    if (form.length > MAX_FORM_BYTES) throw new Error('The form is too large');
  }
  return new URLSearchParams(form);
}

function show(response: ServerResponse, status: number, html: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  response.writeHead(status, { ...headers, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end(html);
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem}form{margin:1rem 0;padding:1rem;border:1px solid #ccc;border-radius:.5rem}label{display:block;margin:.5rem 0}input{width:100%;font:inherit}button{font:inherit;padding:.4rem 1rem}</style>
</head><body><h1>${title}</h1>${content}</body></html>`;

const field = (label: string, name: string): string => `<label>${label}<input name="${name}"></label>`;

function forms({ url, journey }: Journey): string {
  const form = (act: string, fields: string, button: string): string =>
    `<form method="post" action="${escape(new URL(url).pathname)}/${act}">${fields}<button>${button}</button></form>`;
  const name = journey.accountName == null ? field('Kontots namn', 'accountName') : '';
  const person = field('Förnamn', 'firstName') + field('Efternamn', 'lastName');
  const complete = form('complete', journey.type === 'createAccount' ? person + name : '', 'Slutför');
  const cancel = form('cancel', field('Steg där du lämnar', 'context'), 'Avbryt');
  const fail = form('fail', field('Felkod', 'errorCode') + field('Steg', 'context'), 'Låt det misslyckas');
  return page(
    'Fondo (sandlåda)',
    `<p>${escape(journey.type)} ${escape(journey.accountName ?? '')}</p>${complete}${cancel}${fail}`,
  );
}

const outcome = ({ status }: Journey): string => page('Fondo (sandlåda)', `<p>Flödet är ${escape(status)}.</p>`);
