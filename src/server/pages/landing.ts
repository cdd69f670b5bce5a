import type { DocumentationGroup, DocumentationPage } from './documents.ts';
import { document, escapeHtml } from './html.ts';
import { REVALIDATED, ServedFile } from './served-file.ts';
import { inGraphiql, operationsBySubject, tasks, type Task } from './tasks.ts';

export interface LandingOptions {
  readonly title: string;
  /** Whether `/schema.graphql` is served. */
  readonly hasSchema: boolean;
  /** Whether the simulators are controlled at `/sandbox`. */
  readonly hasSandbox: boolean;
  readonly documentation: readonly DocumentationGroup[];
}

/** What is here: the tasks as tabs of GraphiQL, all published operations, the schema, health and documentation. */
export function renderLanding({ title, hasSchema, hasSandbox, documentation }: LandingOptions): ServedFile {
  const hasTestData = documentation.some(({ pages }) => pages.some(({ path }) => path === '/README.md'));
  const body = `
    <header>
      <h1>${escapeHtml(title)}</h1>
      <p>One GraphQL API over three financial providers: Fondo (fund investing in Sweden), PayEx account-onboarding (Nordic
      credit accounts) and Aarthik (loan journeys in India).</p>
      <nav aria-label="Main">
        <a class="main" href="/graphql">GraphiQL</a>
        ${hasSchema ? '<a href="/schema.graphql">Schema (SDL)</a>' : ''}
        ${hasSandbox ? '<a href="/sandbox">Sandbox</a>' : ''}
        <a href="/health/ready">Health</a>
        ${hasTestData ? '<a href="/README.md#test-data-of-the-sandbox">Test data</a>' : ''}
      </nav>
    </header>
    <main>
      <section aria-labelledby="tasks"><h2 id="tasks">What do you want to do?</h2><ul class="cards">${tasks().map(card).join('')}</ul></section>
      <section aria-labelledby="operations"><h2 id="operations">More operations</h2><div class="groups">${[...operationsBySubject()].map(([subject, found]) => group(subject, found.map(operationLink))).join('')}</div></section>
      ${documentation.length === 0 ? '' : `<section aria-labelledby="docs"><h2 id="docs">Documentation</h2><div class="groups">${documentation.map((one) => group(one.title, one.pages.map(pageLink))).join('')}</div></section>`}
    </main>`;
  return new ServedFile(document(title, body), 'text/html; charset=utf-8', REVALIDATED);
}

const card = ({ title, about, document: query, operations: names }: Task): string =>
  `<li><h3><a href="${inGraphiql(query)}">${escapeHtml(title)}</a></h3><p>${escapeHtml(about)}</p><p class="names">${names.map((name) => `<code>${name}</code>`).join(' ')}</p></li>`;

const group = (title: string, items: readonly string[]): string =>
  `<div><h3>${escapeHtml(title)}</h3><ul>${items.join('')}</ul></div>`;

const operationLink = ({ title, document: query }: Task): string =>
  `<li><a href="${inGraphiql(query)}">${escapeHtml(title)}</a></li>`;

const pageLink = ({ path, title }: DocumentationPage): string =>
  `<li><a href="${escapeHtml(path)}">${escapeHtml(title)}</a></li>`;
