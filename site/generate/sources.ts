import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The root of the repository. */
export const ROOT = new URL('../../', import.meta.url);

/** The text of a file of the repository. */
export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** A document of `docs/operations`, or an example of the site alone. */
export interface SourceDocument {
  readonly isPublished: boolean;
  /** File name without its ending. */
  readonly name: string;
  /** First line of its comment, or the name. */
  readonly title: string;
  /** The rest of the comment at its top. */
  readonly about: string;
  readonly source: string;
}

/** Every published document, tasks first. */
export const publishedDocuments = (): readonly SourceDocument[] => documentsIn('docs/operations/', true);

/** An example for each query, mutation and subscription that no published document has. */
export const exampleDocuments = (): readonly SourceDocument[] => documentsIn('site/examples/', false);

const documentsIn = (folder: string, isPublished: boolean): readonly SourceDocument[] =>
  readdirSync(new URL(folder, ROOT))
    .filter((file) => file.endsWith('.graphql'))
    .sort((a, b) => Number(b.startsWith('task-')) - Number(a.startsWith('task-')) || a.localeCompare(b))
    .map((file) => {
      const source = read(folder + file);
      const [title = '', ...about] = (/^(?:#.*\n)+/.exec(source)?.[0] ?? '')
        .split('\n')
        .map((line) => line.replace(/^#\s?/, ''));
      const name = file.replace('.graphql', '');
      return { isPublished, name, title: title.replace(/[.:]$/, '') || name, about: about.join(' ').trim(), source };
    });

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
    ['packages/client/README.md', '/client-package'],
  ]);
  for (const file of [...list('docs'), ...list('docs/decisions')])
    pages.set(file, file.replace(/^docs/, '').replace(/(?:README)?\.md$/, ''));
  return new Map([...pages].filter(([file]) => existsSync(new URL(file, ROOT))));
}
