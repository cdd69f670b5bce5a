import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

const TABS = ['three-providers', 'place-order', 'client-events', 'sign-status'] as const;

/** The tabs' drag animation moves a tab away from under the pointer at its first press, so that the click is lost. */
const STYLE = '<style>.graphiql-tab { transform: none !important; }</style>';

let page: Buffer | undefined;

/** GraphiQL with ready tabs, complete in one page: the browser needs no other network. */
export function graphiqlPage(response: ServerResponse): void {
  page ??= Buffer.from(
    renderGraphiQL({
      title: 'Financial GraphQL gateway',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      defaultTabs: TABS.map((name) => ({ query: operation(name) })),
      defaultEditorToolsVisibility: false,
    }).replace('</head>', () => `${STYLE}</head>`),
  );
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': page.length });
  response.end(page);
}

/** The ready operations: the same files that the README shows and that the tests run. */
const operation = (name: string): string =>
  readFileSync(new URL(`../docs/operations/${name}.graphql`, import.meta.url), 'utf8');
