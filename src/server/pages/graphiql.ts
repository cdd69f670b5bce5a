import { REVALIDATED, ServedFile } from './served-file.ts';
import { loadGraphiql } from './graphiql-bundle.ts';
import { escapeHtml, ICON } from './html.ts';
import { tasks } from './tasks.ts';

/** The page loads its scripts and styles from us (GraphiQL sets styles of its own), and talks to nobody else. */
export const GRAPHIQL_CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Addresses and files of the page. */
export interface GraphiqlPage {
  readonly page: ServedFile;
  /** The script or style under an address; undefined: there is none. */
  file(path: string): ServedFile | undefined;
}

/** GraphiQL with one tab for each task; a panel below it shows how the last answer came about. */
export async function renderGraphiql(title: string): Promise<GraphiqlPage> {
  const { base, files } = await loadGraphiql();
  const setup = { title, base, tabs: tasks().map(({ document }) => ({ query: document })) };
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="${ICON}">
    <link rel="stylesheet" href="${base}graphiql.css">
    <link rel="stylesheet" href="${base}page.css">
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
    <section id="answer-panel" aria-label="How the last answer came about" hidden></section>
    <script type="application/json" id="setup">${JSON.stringify(setup).replaceAll('<', '\\u003c')}</script>
    <script src="${base}graphiql.js" defer></script>
    <script src="${base}main.js" type="module"></script>
  </body>
</html>
`;
  return {
    page: new ServedFile(html, 'text/html; charset=utf-8', REVALIDATED),
    file: (path) => (path.startsWith(base) ? files.get(path.slice(base.length)) : undefined),
  };
}
