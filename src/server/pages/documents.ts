import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { marked } from 'marked';
import { DOCUMENT_GROUPS, listedTitle } from './document-groups.ts';
import { document, escapeHtml } from './html.ts';
import { inGraphiql } from './tasks.ts';
import { REVALIDATED, ServedFile } from './served-file.ts';

const ROOT = new URL('../../../', import.meta.url);

/** A page of the documentation. */
export interface DocumentationPage {
  /** Address, which is its path in the repository: `/docs/payex.md`. */
  readonly path: string;
  readonly title: string;
}

/** Pages that are listed under one heading. */
export interface DocumentationGroup {
  readonly title: string;
  readonly pages: readonly DocumentationPage[];
}

/**
 * The documentation as it lies in the repository; an image of the gateway may be built without it. A page of `docs` that
 * stands in no group is listed under "More".
 */
export function documentationGroups(): readonly DocumentationGroup[] {
  const docs = new URL('docs/', ROOT);
  const grouped = new Set(DOCUMENT_GROUPS.flatMap(({ files }) => files));
  const others = (existsSync(docs) ? readdirSync(docs) : [])
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((file) => !grouped.has(file));
  return [...DOCUMENT_GROUPS, { title: 'More', files: others }]
    .map(({ title, files }) => ({ title, pages: files.filter((file) => existsSync(at(file))).map(toPage) }))
    .filter(({ pages }) => pages.length > 0);
}

const toPage = (file: string): DocumentationPage => ({ path: `/${file}`, title: listedTitle(file, read(file)) });

/**
 * Addresses of these pages and of everything in the repository that they lead to, over other pages too. Nothing else of
 * it is served.
 */
export function documentationPaths(pages: readonly DocumentationPage[]): ReadonlySet<string> {
  const found = new Set(pages.map(({ path }) => path));
  for (const path of found) for (const target of linksOf(path)) found.add(target); // a set is walked to what is added meanwhile
  return found;
}

/** What a page, or a folder as one, leads to in the repository. */
function linksOf(path: string): string[] {
  if (isFolder(path)) return readdirSync(at(path)).map((name) => `${path}/${name}`);
  if (!path.endsWith('.md')) return [];
  const links: string[] = [];
  void marked.walkTokens(marked.lexer(read(path)), (token) => {
    if (token.type === 'link' || token.type === 'image') links.push(String(token['href']));
  });
  return links
    .map((link) => new URL(link, `repository:${path}`))
    .filter(({ protocol }) => protocol === 'repository:')
    .map(({ pathname }) => decodeURIComponent(pathname).replace(/(?<=.)\/$/, ''))
    .filter((target) => target !== '/' && existsSync(at(target)));
}

/** What lies under an address of `documentationPaths`: a picture as it is, anything else as a page. */
export async function renderDocumentation(path: string): Promise<ServedFile> {
  if (path.endsWith('.svg')) return new ServedFile(read(path), 'image/svg+xml', REVALIDATED);
  const [title, content] = isFolder(path) ? folder(path) : path.endsWith('.md') ? await markdown(path) : source(path);
  const body = `<nav><a href="/">Financial GraphQL gateway</a></nav><main class="documentation">${content}</main>`;
  return new ServedFile(document(title, body), 'text/html; charset=utf-8', REVALIDATED);
}

type Rendered = [title: string, content: string];

async function markdown(path: string): Promise<Rendered> {
  const text = read(path);
  return [listedTitle(path, text), withAnchors(await marked(text))];
}

function folder(path: string): Rendered {
  const items = readdirSync(at(path)).map(
    (name) => `<li><a href="${escapeHtml(`${path}/${name}`)}">${escapeHtml(name)}</a></li>`,
  );
  return [path, `<h1>${escapeHtml(path)}</h1><ul class="columns">${items.join('')}</ul>`];
}

function source(path: string): Rendered {
  const text = read(path);
  const open = path.startsWith('/docs/operations/') ? `<p><a href="${inGraphiql(text)}">Open in GraphiQL</a></p>` : '';
  return [path, `<h1>${escapeHtml(path)}</h1>${open}<pre><code>${escapeHtml(text)}</code></pre>`];
}

const at = (path: string): URL => new URL(path.replace(/^\//, ''), ROOT);
const read = (path: string): string => readFileSync(at(path), 'utf8');
const isFolder = (path: string): boolean => statSync(at(path)).isDirectory();

/** Headings can be linked to, by names made as GitHub makes them. */
const withAnchors = (html: string): string =>
  html.replace(/<h([1-6])>(.*?)<\/h\1>/g, (_, level: string, content: string) => {
    const text = content.replace(/<[^>]*>|&\w+;/g, '');
    const name = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    return `<h${level} id="${name}">${content}</h${level}>`;
  });
