import {
  extendSchema,
  isSpecifiedScalarType,
  Kind,
  NoUnusedFragmentsRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type OperationDefinitionNode,
} from 'graphql';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { variablesOf } from '../execution/corpus.ts';
import { launchBrowser, noBrowser } from '../kit/browser.ts';
import { startKit } from '../kit/gateway.ts';
import { build, html, markdown, serve } from './built.ts';

beforeAll(build);

test('there is a page for every query, mutation, subscription and type of the schema', () => {
  const pages = markdown();
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    for (const field of Object.keys(root?.getFields() ?? {}))
      expect(pages.keys()).toContain(`schema/${root?.name.toLowerCase()}/${field}.md`);
  const roots = ['Query', 'Mutation', 'Subscription'];
  for (const type of Object.values(schema.getTypeMap()))
    if (!type.name.startsWith('__') && !roots.includes(type.name) && !isSpecifiedScalarType(type))
      expect(pages.keys()).toContain(`schema/types/${type.name}.md`);
});

test('every query, mutation and subscription has an example, and what the sandbox has answered to it', () => {
  const pages = markdown();
  const bare: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    for (const field of Object.keys(root?.getFields() ?? {})) {
      const text = pages.get(`schema/${root?.name.toLowerCase()}/${field}.md`) ?? '';
      const [, answer = '{}'] = /(?:Answer|First event)(?:\*\*)?\n\n```json\n([^]*?)\n```/.exec(text) ?? [];
      const { data } = JSON.parse(answer) as { data?: Record<string, unknown> };
      if (!Object.values(data ?? {}).some((value) => value !== null)) bare.push(field);
    }
  expect(bare).toEqual([]);
});

test('every link leads to a page and a heading of the site', () => {
  const pages = html();
  const ids = new Map(
    [...pages].map(([path, text]) => [path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  const dead: string[] = [];
  for (const [path, text] of pages)
    for (const [, link = ''] of text.matchAll(/<a [^>]*?href="(\/[^"]*|#[^"]+)"/g)) {
      const [target = '', anchor] = link.split('#');
      const found = ids.get(target === '' ? path : target) ?? ids.get(`${target}/`);
      const isFile = /\.(?:svg|png|js|css|woff2)$/.test(target);
      if (!isFile && (!found || (anchor && !found.has(decodeURIComponent(anchor))))) dead.push(`${path} -> ${link}`);
    }
  expect([...new Set(dead)]).toEqual([]);
});

test('a link to a page names the page, not its file', () => {
  const files = [...html()].flatMap(([path, text]) =>
    [...text.matchAll(/<a [^>]*>([^<]*\.md)<\/a>/g)].map(([, words]) => `${path}: ${words}`),
  );
  expect(files).toEqual([]);
});

test('every page has an icon of its own: browsers ask for no other', () => {
  const bare = [...html()].filter(([, text]) => !text.includes('<link rel="icon" href="data:')).map(([path]) => path);
  expect(bare).toEqual([]);
});

/** The blocks of GraphQL of all pages, each once, with a page that has it. */
const blocks = (): ReadonlyMap<string, string> =>
  new Map(
    [...markdown()].flatMap(([path, text]) =>
      [...text.matchAll(/^```graphql\n([^]*?)^```/gm)].map(([, block = '']) => [block, path] as const),
    ),
  );

/** What Relay's compiler adds to GraphQL, in examples for it. */
const withRelay = extendSchema(
  schema,
  parse('directive @throwOnFieldError on QUERY | FRAGMENT_DEFINITION\ndirective @catch(to: String) on FIELD'),
);
/** A fragment may stand alone: components have their own. */
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

test('every block of GraphQL is valid, and the gateway executes its operations against the sandbox', async () => {
  await using kit = await startKit({ gateway: { backOffice: true } });
  const scalars = { Decimal: '1', URL: 'https://shop.example', Date: '2026-05-14', CountryCode: 'SE', JSON: {} };
  const defects = new Set(['INTERNAL_SERVER_ERROR', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'TOO_COSTLY']);
  const found = [...blocks()];
  expect(found.length).toBeGreaterThan(40);
  for (const [block, page] of found) {
    const document = parse(block);
    expect(validate(withRelay, document, rules), page).toEqual([]);
    const operations = document.definitions.filter(
      (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
    );
    for (const operation of operations.filter((one) => one.operation !== OperationTypeNode.SUBSCRIPTION)) {
      const body = {
        query: block,
        operationName: operation.name?.value,
        variables: variablesOf(schema, operation, scalars),
      };
      const response = await fetch(`${kit.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { data, errors = [] } = (await response.json()) as {
        data?: unknown;
        errors?: { extensions?: { code?: string } }[];
      };
      expect(data !== undefined || errors.length > 0, page).toBe(true);
      for (const { extensions } of errors)
        expect(defects, `${page} ${operation.name?.value}`).not.toContain(extensions?.code);
    }
  }
});

describe.skipIf(noBrowser)('in a browser', () => {
  /** What is wrong with a page at a width: it is wider than the window, fails, or asks somebody else. */
  async function faultsOf(page: Page, url: string, path: string): Promise<string[]> {
    const faults: string[] = [];
    const note = (what: string) => () => void faults.push(`${path}: ${what}`);
    page.removeAllListeners();
    page.on('pageerror', (error) => note(error.message)());
    page.on('response', (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`)());
    page.on(
      'request',
      (request) => !request.url().startsWith(url) && !request.url().startsWith('data:') && note(request.url())(),
    );
    await page.goto(url + path, { waitUntil: 'load' });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      if (Number(wider) > 0) note(`${String(wider)} px too wide at ${width}`)();
    }
    const cut = await page.evaluate(
      "[...document.querySelectorAll('.vp-doc table')].filter((one) => one.scrollWidth > one.clientWidth + 1).length",
    );
    if (Number(cut) > 0) note(`${String(cut)} tables have columns out of sight on a telephone`)();
    return faults;
  }

  /** Looks at pages, three at a time. */
  async function look(paths: string[], options: BrowserContextOptions): Promise<string[]> {
    await using browser = await launchBrowser();
    await using site = await serve();
    const faults: string[] = [];
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        const page = await browser.newPage(options);
        for (let path = paths.pop(); path !== undefined; path = paths.pop())
          faults.push(...(await faultsOf(page, site.url, path)));
      }),
    );
    return faults;
  }

  test('every page fits a desk and a telephone, as it is sent', async () => {
    expect(await look([...html().keys()], { javaScriptEnabled: false })).toEqual([]);
  });

  test('the guides and an example of each kind of page work as an application, and ask nobody but their own server', async () => {
    const paths = [...html().keys()].filter((path) => path !== '/404');
    const guides = paths.filter((path) => path.lastIndexOf('/') === 0);
    const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
    const examples = [...folders].map(
      (folder) => paths.find((path) => path.startsWith(folder) && path !== folder) ?? folder,
    );
    expect(await look([...new Set([...guides, ...examples])], {})).toEqual([]);
  });

  test('the search finds a mutation, an error code and a setting first, without anybody else', async () => {
    await using browser = await launchBrowser();
    await using site = await serve();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.url}/start`);
    for (const [word, address] of [
      ['placeOrder', '/schema/mutation/placeOrder'],
      ['OUTCOME_UNKNOWN', '/errors'],
      ['FONDO_CLIENT_ID', '/configuration'],
    ] as const) {
      const input = page.locator('#localsearch-input');
      // The key is heard as soon as the page has come alive.
      const opened = async (): Promise<boolean> => {
        await page.keyboard.press('Control+k');
        return input.isVisible();
      };
      await expect.poll(opened, { timeout: 30_000, interval: 200 }).toBe(true);
      await input.fill(word);
      await page.locator(`.results li:first-child a[href*="${address}"]`).waitFor();
      await page.keyboard.press('Escape');
    }
  });
});
