import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { resolve as resolvePath } from 'node:path';
import { buildClientSchema, parse, print, separateOperations, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { startAuthKit } from '../auth/kit.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit } from '../kit/gateway.ts';

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: number;
}

/** As a browser asks, without its cache; the body as it is sent, decoded only where it is not compressed. */
function load(url: string, headers: Record<string, string> = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { accept: 'text/html', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: body.toString(),
          bytes: body.length,
        });
      });
    }).on('error', reject);
  });
}

const linksOf = ({ text }: Page, attribute: string): string[] =>
  [...text.matchAll(new RegExp(`${attribute}="(/[^"]*)"`, 'g'))].map(([, link = '']) => link.replaceAll('&amp;', '&'));

describe('the pages of a gateway in development', () => {
  test('GraphiQL is small, says that it may be asked for again, and is not sent twice', async () => {
    await using kit = await startKit();
    const address = `${kit.gateway.url}/graphql`;
    const first = await load(address, { 'accept-encoding': 'gzip, deflate, br' });
    expect(first).toMatchObject({ status: 200, headers: { 'content-encoding': 'br', 'cache-control': 'no-cache' } });
    const etag = String(first.headers['etag']);
    const again = await load(address, { 'accept-encoding': 'gzip, deflate, br', 'if-none-match': etag });
    expect({ status: again.status, bytes: again.bytes }).toEqual({ status: 304, bytes: 0 });
  });

  test('what GraphiQL loads is compressed as the browser accepts, and kept by it for ever', async () => {
    await using kit = await startKit();
    const page = await load(`${kit.gateway.url}/graphql`);
    const files = [...linksOf(page, 'src'), ...linksOf(page, 'href')];
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const plain = await load(kit.gateway.url + file, { 'accept-encoding': 'br;q=0, identity' });
      expect(plain).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable' } });
      expect(plain.headers['content-encoding']).toBeUndefined();
      const packed = await load(kit.gateway.url + file, { 'accept-encoding': 'gzip' });
      expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(packed.bytes).toBeLessThan(plain.bytes);
    }
    expect((await load(`${kit.gateway.url}/graphiql/other/main.js`)).status).toBe(404);
  });

  test('pages come under load too, while operations are refused', async () => {
    const limits = { ...loadSettings({}).limits, maxInFlight: 0 };
    await using kit = await startKit({ gateway: { limits } });
    expect((await load(`${kit.gateway.url}/`)).status).toBe(200);
    expect((await load(`${kit.gateway.url}/graphql`)).status).toBe(200);
    expect((await kit.query('{ __typename }')).errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
  });

  test('a link with an operation opens GraphiQL, while a client that asks for JSON gets the answer', async () => {
    await using kit = await startKit();
    const address = `${kit.gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}`;
    expect((await load(address)).text).toContain('<title>Financial GraphQL gateway</title>');
    const answer = await load(address, { accept: 'application/json' });
    expect(JSON.parse(answer.text)).toMatchObject({ data: { __typename: 'Query' } });
  });

  test('the landing page lists the tasks and every published operation, and all its links lead somewhere', async () => {
    await using kit = await startKit();
    const page = await load(`${kit.gateway.url}/`);
    const links = [...new Set(linksOf(page, 'href'))];
    const documents = links
      .filter((link) => link.startsWith('/graphql?'))
      .map((link) => new URLSearchParams(link.split('?')[1]).get('query'));
    const published = readdirSync('docs/operations');
    expect(documents.toSorted()).toEqual(
      published.map((file) => readFileSync(`docs/operations/${file}`, 'utf8')).toSorted(),
    );
    const visit = async (link: string) => ({ link, status: (await load(kit.gateway.url + link)).status });
    // A gateway on a busy machine is ready a moment later.
    for (const link of links) await expect.poll(() => visit(link)).toEqual({ link, status: 200 });
  });

  test('the landing page groups the documentation by what its reader wants to do, and the operations by their subject', async () => {
    await using kit = await startKit();
    const { text } = await load(`${kit.gateway.url}/`);
    const groupsBelow = (id: string): [title: string, links: string[]][] => {
      const section = text.split(`<h2 id="${id}">`)[1]?.split('<h2')[0] ?? '';
      return section
        .split('<h3>')
        .slice(1)
        .map((group) => [
          group.slice(0, group.indexOf('<')),
          [...group.matchAll(/<a href="[^"]*">([^<]*)/g)].map(([, link = '']) => link),
        ]);
    };
    const [operations, documentation] = [groupsBelow('operations'), groupsBelow('docs')];
    expect(operations.map(([title]) => title)).toEqual(['Funds', 'Credit', 'Loans', 'Any process']);
    expect(new Map(operations).get('Loans')?.slice(0, 2)).toEqual(['1. Start a journey', '2. Follow a journey']);
    expect(documentation.map(([title]) => title)).toEqual([
      'Begin',
      'Invest',
      'Borrow',
      'Build a frontend',
      'Run the gateway',
      'Look up',
      'What changes, and why',
    ]);
    expect(documentation[0]?.[1][0]).toBe('Start');
    const listed = [...text.matchAll(/href="\/(docs\/[^"]*\.md)"/g)].map(([, file]) => file);
    const pages = readdirSync('docs').filter((file) => file.endsWith('.md'));
    expect(listed.toSorted()).toEqual([...pages, 'decisions/README.md'].map((file) => `docs/${file}`).toSorted());
  });

  test('a page of the documentation leads to the others as in the repository, headings included', async () => {
    await using kit = await startKit();
    const readme = await load(`${kit.gateway.url}/README.md`);
    expect(readme.text).toContain('id="test-data-of-the-sandbox"');
    expect(readme.text).toContain('href="docs/payex.md"');
    expect(readme.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('no page that is printed from the code shows where it is printed from', async () => {
    await using kit = await startKit();
    const showing: string[] = [];
    for (const file of readdirSync('docs').filter((name) => name.endsWith('.md'))) {
      const { text } = await load(`${kit.gateway.url}/docs/${file}`);
      if (/^(?:<p>)?Printed /m.test(text.replace(/<!--[^]*?-->/g, ''))) showing.push(file);
    }
    expect(showing).toEqual([]);
  });

  test('every link of every page leads to a page that is there, and to its heading', async () => {
    await using kit = await startKit();
    const pages = new Map<string, Page>();
    const dead: string[] = [];
    const follow = async (from: string, link: string): Promise<void> => {
      const { origin, pathname, search, hash } = new URL(link.replaceAll('&amp;', '&'), kit.gateway.url + from);
      if (origin !== kit.gateway.url) return;
      const address = pathname + search;
      const known = pages.get(address);
      const page = known ?? (await load(origin + address));
      pages.set(address, page);
      if (page.status !== 200 || (hash !== '' && !page.text.includes(`id="${decodeURIComponent(hash.slice(1))}"`)))
        dead.push(`${from} -> ${link}`);
      if (known || pathname === '/graphql' || !String(page.headers['content-type']).startsWith('text/html')) return;
      for (const [, target = ''] of page.text.matchAll(/ (?:href|src)="([^"]*)"/g)) await follow(address, target);
    };
    await follow('/', '/');
    expect(dead).toEqual([]);
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining(['/docs/decisions/prefetch.md', '/docs/operations', '/docs/architecture.svg']),
    );
  });

  test('of the repository only that is served to which its pages lead', async () => {
    await using kit = await startKit();
    for (const path of ['/package-lock.json', '/src/main.ts', '/docs/../package-lock.json', '/test', '/.git/config'])
      expect({ path, status: (await load(kit.gateway.url + path)).status }).toEqual({ path, status: 404 });
  });

  test('introspection is a file that is compressed, and not sent twice', async () => {
    await using kit = await startKit();
    const address = `${kit.gateway.url}/introspection.json`;
    const plain = await load(address);
    expect(buildClientSchema(JSON.parse(plain.text).data).getType('LoanJourney')).toBeDefined();
    const packed = await load(address, { 'accept-encoding': 'br' });
    expect(packed.bytes).toBeLessThan(plain.bytes / 5);
    const again = await load(address, { 'accept-encoding': 'br', 'if-none-match': String(packed.headers['etag']) });
    expect({ status: again.status, bytes: again.bytes }).toEqual({ status: 304, bytes: 0 });
  });

  test('the schema is there as text, and HEAD answers without it', async () => {
    await using kit = await startKit();
    const schema = await load(`${kit.gateway.url}/schema.graphql`);
    expect(schema.text).toBe(readFileSync('schema.graphql', 'utf8'));
    const head = await fetch(`${kit.gateway.url}/schema.graphql`, { method: 'HEAD' });
    expect({ status: head.status, text: await head.text() }).toEqual({ status: 200, text: '' });
  });
});

test('where callers are authenticated, the schema is for them alone', async () => {
  await using auth = await startAuthKit();
  for (const path of ['/schema.graphql', '/introspection.json'])
    expect((await load(auth.kit.gateway.url + path)).status).toBe(401);
});

test('where introspection is off the addresses of the schema say so', async () => {
  const { limits } = loadSettings({ INTROSPECTION: 'off' });
  await using kit = await startKit({ gateway: { limits } });
  for (const path of ['/schema.graphql', '/introspection.json']) {
    const { status, text } = await load(kit.gateway.url + path);
    expect({ path, status, text }).toEqual({
      path,
      status: 404,
      text: expect.stringContaining('introspection is off'),
    });
  }
});

test('without GraphiQL there is no page, and no schema', async () => {
  await using kit = await startKit({ gateway: { graphiql: false } });
  for (const path of ['/', '/schema.graphql', '/introspection.json', '/README.md', '/docs/payex.md'])
    expect({ path, status: (await load(kit.gateway.url + path)).status }).toEqual({ path, status: 404 });
});

const TASKS = readdirSync('docs/operations')
  .filter((file) => file.startsWith('task-'))
  .map((file) => ({ file, source: readFileSync(`docs/operations/${file}`, 'utf8') }));

/** What the page does for its reader: ids of what a mutation created are filled in. */
async function rememberedIds(): Promise<any> {
  const stored = new Map<string, string>();
  const storage = { getItem: (key: string) => stored.get(key) ?? null, setItem: stored.set.bind(stored) };
  const module = await import(resolvePath('src/server/pages/browser/remembered-ids.js'));
  return new module.RememberedIds(storage);
}

test.each(TASKS)(
  '$file begins with its title; its operations run from top to bottom, again and again',
  async ({ source }) => {
    expect(source).toMatch(/^# [A-Z][^\n]*[^.]\n# /);
    await using kit = await startKit({ sandbox: { speed: 20 } });
    const ids = await rememberedIds();
    const created: string[] = [];
    for (const _run of ['first', 'second'])
      for (const { operation, name, variableDefinitions } of parse(source).definitions as OperationDefinitionNode[]) {
        const variables = ids.fill(variableDefinitions, {});
        expect(Object.keys(variables)).toHaveLength(variableDefinitions?.length ?? 0);
        const only = separateOperations(parse(source))[name?.value ?? ''];
        if (!only) throw new Error('Every operation of a task has a name');
        if (operation === 'subscription') {
          const watching = kit.watch(print(only), variables);
          expect((await watching.take(1))[0]).toMatchObject({ data: expect.anything() });
          await watching.leave();
          continue;
        }
        const { data, errors } = await kit.query(print(only), variables);
        expect(errors).toBeUndefined();
        const [[field, object]] = Object.entries(data as object) as [[string, any]];
        expect(object).not.toHaveProperty('code');
        if (operation === 'mutation') ids.remember(data);
        if (/placeOrder|createApplication|createJourney|startLoanJourney/.test(field)) created.push(object.id);
      }
    expect(new Set(created).size).toBe(created.length);
  },
);
