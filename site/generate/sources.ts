import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The root of the repository. */
export const ROOT = new URL('../../', import.meta.url);

/** The text of a file of the repository. */
export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** A published document of `docs/operations`. */
export interface PublishedDocument {
  /** File name without its ending. */
  readonly name: string;
  /** First line of its comment, or the name. */
  readonly title: string;
  /** The rest of the comment at its top. */
  readonly about: string;
  readonly source: string;
}

/** Every published document, tasks first. */
export function publishedDocuments(): readonly PublishedDocument[] {
  const files = readdirSync(new URL('docs/operations/', ROOT)).filter((file) => file.endsWith('.graphql'));
  return files
    .sort((a, b) => Number(b.startsWith('task-')) - Number(a.startsWith('task-')) || a.localeCompare(b))
    .map((file) => {
      const source = read(`docs/operations/${file}`);
      const [title = '', ...about] = (/^(?:#.*\n)+/.exec(source)?.[0] ?? '')
        .split('\n')
        .map((line) => line.replace(/^#\s?/, ''));
      const name = file.replace('.graphql', '');
      return { name, title: title.replace(/[.:]$/, '') || name, about: about.join(' ').trim(), source };
    });
}

/** Pages of the repository that the site shows: path in the repository -> address in the site. */
export function copiedPages(): ReadonlyMap<string, string> {
  const list = (folder: string): string[] =>
    readdirSync(new URL(`${folder}/`, ROOT))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`);
  const pages = new Map([
    ['README.md', '/start'],
    ['CHANGELOG.md', '/changelog'],
    ['CONTRIBUTING.md', '/contributing'],
    ['bench/README.md', '/measurements'],
  ]);
  for (const file of [...list('docs'), ...list('docs/decisions')])
    pages.set(file, file.replace(/^docs/, '').replace(/(?:README)?\.md$/, ''));
  return new Map([...pages].filter(([file]) => existsSync(new URL(file, ROOT))));
}
