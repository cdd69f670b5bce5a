import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const TABS = ['three-providers', 'place-order', 'client-events', 'start-signing', 'sign-status'] as const;

/** The tabs' drag animation moves a tab away from under the pointer at its first press, so that the click is lost. */
const STYLE = '<style>.graphiql-tab { transform: none !important; }</style>';

let page: Promise<Buffer> | undefined;

/** GraphiQL with ready tabs, complete in one page: the browser needs no other network. */
export async function graphiqlPage(response: ServerResponse): Promise<void> {
  const content = await (page ??= render());
  response.setHeader('content-security-policy', CONTENT_POLICY);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': content.length });
  response.end(content);
}

/** The page brings its own scripts and styles inline, and talks to nobody but us. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
].join('; ');

/** Loaded with the first page: its bundle is large, and most processes never show it. */
async function render(): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Financial GraphQL gateway',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultTabs: TABS.map((name) => ({ query: operation(name) })),
    defaultEditorToolsVisibility: false,
  });
  return Buffer.from(html.replace('</head>', () => `${STYLE}</head>`));
}

/** The ready operations: the same files that the README shows and that the tests run. */
const operation = (name: string): string =>
  readFileSync(new URL(`../../docs/operations/${name}.graphql`, import.meta.url), 'utf8');
