import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { DOCUMENT_GROUPS, listedTitle } from '../../src/server/pages/document-groups.ts';
import { ICON } from '../../src/server/pages/html.ts';
import { copiedPages } from '../generate/sources.ts';
import { weightOf, wordsOf } from './search.ts';
import { labelCells } from './tables.ts';

const PAGES = new URL('../pages/', import.meta.url);

/** Page of the site -> file of the repository. */
const FILES = new Map([...copiedPages()].map(([file, address]) => [pageAt(address), file]));

/** `decisions/index` for `/decisions/`. */
function pageAt(address: string): string {
  return `${address.slice(1)}${address.endsWith('/') ? 'index' : ''}`;
}

const titleOf = (page: string): string =>
  listedTitle(FILES.get(page) ?? page, readFileSync(new URL(`${page}.md`, PAGES), 'utf8'));

/** A page that stands in no group is found under "More". */
function docsSidebar(): DefaultTheme.SidebarItem[] {
  const addresses = copiedPages();
  const groups = DOCUMENT_GROUPS.map(({ title, files }) => ({
    title,
    pages: files.flatMap((file) => addresses.get(file) ?? []).map(pageAt),
  }));
  groups.find(({ title }) => title === 'Look up')?.pages.unshift('operations-published/index');
  const grouped = new Set(groups.flatMap(({ pages }) => pages));
  const others = readdirSync(PAGES)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.replace('.md', ''))
    .filter((page) => !grouped.has(page));
  return [...groups, { title: 'More', pages: others }]
    .map(({ title, pages }) => ({
      text: title,
      items: pages.map((page) => ({ text: titleOf(page), link: `/${page.replace(/index$/, '')}` })),
    }))
    .filter(({ items }) => items.length > 0);
}

const namesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, PAGES))
    .filter((file) => file !== 'index.md')
    .map((file) => file.replace('.md', ''))
    .sort((a, b) => a.localeCompare(b));

const folderSidebar = (folder: string, text: string, named: (name: string) => string): DefaultTheme.SidebarItem => ({
  text,
  collapsed: folder === 'schema/types',
  items: namesIn(folder).map((name) => ({ text: named(name), link: `/${folder}/${name}` })),
});

const own = (name: string): string => name;

export default defineConfig({
  title: 'Financial GraphQL gateway',
  description: 'One GraphQL API over Fondo, PayEx account-onboarding and Aarthik loan journeys',
  srcDir: 'pages',
  cleanUrls: true,
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: ICON }]],
  transformPageData: (page) => (page.relativePath === 'start.md' ? { title: titleOf('start') } : {}),
  // Addresses of a gateway on the reader's own machine.
  ignoreDeadLinks: [/^https?:\/\/127\.0\.0\.1/, /^https?:\/\/localhost/],
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  markdown: {
    // Code is text: `{{ … }}` in it is no expression. A long name in it may go on in the next line.
    config: (md) => {
      md.renderer.rules['code_inline'] = (tokens, index) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? '').replace(/(?<=[a-z0-9}])[_/](?=[a-z0-9{])/gi, '$&<wbr>')}</code>`;
      labelCells(md);
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: { miniSearch: { options: { tokenize: wordsOf }, searchOptions: { boostDocument: weightOf } } },
    },
    notFound: {
      title: 'There is no such page',
      quote: 'It may have another name now: search for a word of it.',
      linkText: 'To the first page',
      linkLabel: 'To the first page',
    },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Schema', link: '/schema/', activeMatch: '^/schema/' },
      { text: 'Errors', link: '/errors' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: {
      '/schema/': [
        { text: 'Schema', link: '/schema/' },
        folderSidebar('schema/query', 'Queries', own),
        folderSidebar('schema/mutation', 'Mutations', own),
        folderSidebar('schema/subscription', 'Subscriptions', own),
        folderSidebar('schema/types', 'Types', own),
      ],
      '/decisions/': [
        { text: 'Decisions', link: '/decisions/' },
        folderSidebar('decisions', 'Reasons', (name) => titleOf(`decisions/${name}`)),
      ],
      '/operations-published/': [
        folderSidebar('operations-published', 'Published documents', (name) => titleOf(`operations-published/${name}`)),
      ],
      '/': docsSidebar(),
    },
  },
});
