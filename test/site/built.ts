import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { promisify } from 'node:util';

const DIST = 'site/.vitepress/dist';

/** Builds the site; a dead link in it fails. */
export async function build(): Promise<void> {
  if (!existsSync('site/node_modules')) throw new Error('Run `npm --prefix site ci` first.');
  await promisify(execFile)('npm', ['--prefix', 'site', 'run', 'build'], { timeout: 290_000 });
}

/** Pages as Markdown: path below `site/pages` -> text. */
export const markdown = (): ReadonlyMap<string, string> => files('site/pages', '.md');

/** Pages as they are served: address -> HTML. */
export const html = (): ReadonlyMap<string, string> =>
  new Map([...files(DIST, '.html')].map(([path, text]) => [`/${path}`.replace(/(?:index)?\.html$/, ''), text]));

const files = (folder: string, ending: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith(ending))
      .map((path) => [path, readFileSync(`${folder}/${path}`, 'utf8')]),
  );

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the site as a plain server of files does. */
export async function serve(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname);
    const found = [path, `${path}.html`, `${path}index.html`].find(
      (one) => extname(one) !== '' && !one.includes('..') && existsSync(DIST + one),
    );
    response.writeHead(found ? 200 : 404, {
      'content-type': TYPES[extname(found ?? '')] ?? 'application/octet-stream',
    });
    response.end(found && readFileSync(DIST + found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}
