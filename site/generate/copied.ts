import { dirname, join, normalize } from 'node:path';
import { read } from './sources.ts';

/** Files of the repository that a page shows as pictures: they lie in the site under the same name. */
export const isPicture = (path: string): boolean => /\.(?:svg|png|jpg)$/.test(path);

/** What a link of a page in the repository becomes in the site; undefined: the site does not have it. */
function target(page: string, link: string, pages: ReadonlyMap<string, string>): string | undefined {
  const [path = '', anchor] = link.split('#');
  if (path === '') return link;
  const file = normalize(join(dirname(page), path)).replace(/\/$/, '');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const found = pages.get(file) ?? pages.get(`${file}/README.md`);
  if (found !== undefined) return found + hash;
  if (file === 'schema.graphql') return '/schema/';
  if (isPicture(file)) return `/${file.split('/').at(-1)}`;
  const document = /^docs\/operations\/([^/]+)\.graphql$/.exec(file)?.[1];
  return document === undefined
    ? file === 'docs/operations'
      ? '/operations-published/'
      : undefined
    : `/operations-published/${document}`;
}

/** The heading of a page of the repository. */
const titleOf = (page: string): string => /^# (.+)$/m.exec(read(page))?.[1] ?? page;

/** Applies a change to what stands outside of code blocks and code in lines. */
export const outsideCode = (markdown: string, change: (text: string) => string): string =>
  markdown
    .split(/(^```[^]*?^```|`(?:[^`\n]|\n(?!\n))+`)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');

/**
 * A page of the repository as a page of the site: its links lead to pages of the site; what only the repository has is
 * named instead of linked, and a link that names a file names the page. Pictures it shows are handed to `picture` by their path in the repository.
 */
export function copied(page: string, pages: ReadonlyMap<string, string>, picture: (path: string) => void): string {
  const linked = read(page).replace(
    /(!?)\[([^\]]*)\]\((?!https?:)([^)\s]+)\)/g,
    (_all, mark: string, text: string, link: string) => {
      const found = target(page, link, pages);
      const file = normalize(join(dirname(page), link.split('#')[0] ?? ''));
      if (mark) picture(file);
      const words = pages.has(file) && text.endsWith('.md') ? titleOf(file) : text;
      return found === undefined ? text : `${mark}[${words}](${found})`;
    },
  );
  return outsideCode(linked, (text) => text.replace(/<!--[^]*?-->/g, '').replaceAll('{{', '{&#8203;{'));
}
