import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { ICON } from '../../src/server/pages/html.ts';
import { weightOf, wordsOf } from './search.ts';
import { labelCells } from './tables.ts';

const PAGES = new URL('../pages/', import.meta.url);

/** The title of a page; the one that bears the name of the product is named by what it is for. */
const titleOf = (path: string): string => (path === 'start' ? 'Start' : headingOf(path));

const headingOf = (path: string): string =>
  /^# (.+)$/m.exec(readFileSync(new URL(`${path}.md`, PAGES), 'utf8'))?.[1]?.replaceAll('`', '') ?? path;

const exists = (path: string): boolean => existsSync(new URL(`${path}.md`, PAGES));

/** Pages by what their reader wants to do. A page that stands nowhere here is found under "More". */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Begin', ['start', 'process', 'sandbox', 'errors']],
  ['Invest', ['fondo-portfolio', 'fondo-open-account', 'fondo-order', 'fondo-swish', 'fondo-autogiro']],
  ['Borrow', ['payex', 'payex-problems', 'aarthik']],
  [
    'Clients',
    [
      'clients',
      'clients-apollo',
      'clients-urql',
      'clients-relay',
      'clients-gql-tada',
      'plain-fetch',
      'typed-clients',
      'client-package',
      'realtime',
      'trusted-documents',
      'changes',
    ],
  ],
  ['Operate', ['operations', 'configuration', 'security', 'threat-model', 'personal-data', 'scale-out', 'capacity']],
  ['Look up', ['operations-published/index', 'statuses', 'coverage', 'performance', 'measurements']],
  ['Contribute', ['contributing', 'decisions/index', 'changelog']],
];

function docsSidebar(): DefaultTheme.SidebarItem[] {
  const grouped = new Set(GROUPS.flatMap(([, pages]) => pages));
  const others = readdirSync(PAGES)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.replace('.md', ''))
    .filter((page) => !grouped.has(page));
  return [...GROUPS, ['More', others] as const]
    .map(([text, pages]) => ({
      text,
      items: pages.filter(exists).map((page) => ({ text: titleOf(page), link: `/${page.replace(/index$/, '')}` })),
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
