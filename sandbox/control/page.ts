import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LENDERS } from '../aarthik/lenders.ts';
import { DEMO_INSTRUMENT } from '../fondo/test-data.ts';
import { PROFILES } from '../payex/profiles.ts';
import { APPLICATION_STATUSES, OrderStatus } from './model/acts.ts';
import { OUTCOMES } from './model/seed.ts';

const folder = new URL('page/', import.meta.url);
/** What the simulators know and the page offers. */
const LISTS = Object.entries({
  APPLICATION_STATUSES,
  ORDER_STATUSES: OrderStatus.options,
  OUTCOMES,
  INSTRUMENTS: [DEMO_INSTRUMENT],
  PROFILES: PROFILES.filter(({ country }) => country === 'SE').map(({ key }) => key),
  LENDERS: LENDERS.map(({ name }) => name),
})
  .map(([name, values]) => `export const ${name} = ${JSON.stringify(values)};`)
  .join('\n');
const SCRIPT = 'text/javascript; charset=utf-8';
const FILES: Readonly<Record<string, readonly [content: URL | string, type: string]>> = {
  '': [new URL('index.html', folder), 'text/html; charset=utf-8'],
  '/page.css': [new URL('page.css', folder), 'text/css; charset=utf-8'],
  ...Object.fromEntries(
    ['ask', 'kinds', 'page', 'panels', 'seed-form', 'status-words', 'test-data-words', 'words'].map((name) => [
      `/${name}.js`,
      [new URL(`${name}.js`, folder), SCRIPT],
    ]),
  ),
  '/lists.js': [LISTS, SCRIPT],
  '/openapi.yaml': [new URL('openapi.yaml', import.meta.url), 'application/yaml; charset=utf-8'],
};

const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Whether a request is for the page or one of its files; what asks for JSON at the same address is not. */
export const isPublic = ({ method, headers }: IncomingMessage, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  FILES[path] !== undefined &&
  (path !== '' || Boolean(headers.accept?.includes('text/html')));

/** Serves a file for which `isPublic` is true. */
export async function servePage(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const [source, type] = FILES[path] as readonly [URL | string, string];
  const content = typeof source === 'string' ? Buffer.from(source) : readFileSync(source);
  response.setHeader('content-security-policy', CONTENT_POLICY);
  response.writeHead(200, { 'content-type': type, 'content-length': content.length, vary: 'accept, origin' });
  response.end(request.method === 'HEAD' ? undefined : content);
}
