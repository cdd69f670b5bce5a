import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { marked } from 'marked';
import { document } from './html.ts';
import { REVALIDATED, ServedFile } from './served-file.ts';

const ROOT = new URL('../../../', import.meta.url);

/** A page of the documentation. */
export interface DocumentationPage {
  /** Address, which is its path in the repository: `/docs/payex.md`. */
  readonly path: string;
  readonly title: string;
}

/** The documentation as it lies in the repository; an image of the gateway may be built without it. */
export function documentationPages(): readonly DocumentationPage[] {
  const docs = new URL('docs/', ROOT);
  const names = existsSync(docs) ? readdirSync(docs).filter((name) => name.endsWith('.md')) : [];
  const files = ['README.md', ...names.sort().map((name) => `docs/${name}`)].filter((file) =>
    existsSync(new URL(file, ROOT)),
  );
  return files.map((file) => ({ path: `/${file}`, title: /^# (.*)$/m.exec(read(file))?.[1] ?? file }));
}

/** A page as HTML. Its links lead to other pages as in the repository. */
export async function renderDocumentation({ path, title }: DocumentationPage): Promise<ServedFile> {
  const html = await marked(read(path.slice(1)));
  const body = `<nav><a href="/">Financial GraphQL gateway</a></nav><main class="documentation">${withAnchors(html)}</main>`;
  return new ServedFile(document(title, body), 'text/html; charset=utf-8', REVALIDATED);
}

const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

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
