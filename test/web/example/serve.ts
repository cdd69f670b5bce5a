import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { WEB } from './build.ts';

/** Where the rules of accessibility are: the browser keeps them with the files of the application. */
export const AXE = '/axe.min.js';

interface PreviewServer {
  readonly middlewares: { use(path: string, handle: (request: unknown, response: ServerResponse) => void): void };
}

export interface Served {
  readonly resolvedUrls: { readonly local: readonly string[] } | null;
  close(): Promise<void>;
}

/**
 * The built application, served as `npm run preview` does, with a gateway of its own behind it. A browser keeps its files, as
 * where it is deployed: their names change with what is in them.
 */
export async function serve(gateway: string): Promise<Served> {
  const vite = pathToFileURL(`${WEB}/node_modules/vite/dist/node/index.js`).href;
  const { preview } = (await import(vite)) as { preview(options: object): Promise<Served> };
  const proxy = { '/graphql': { target: gateway, changeOrigin: true, ws: true } };
  const headers = { 'cache-control': 'max-age=3600' };
  const axe = await readFile(`${WEB}/node_modules/axe-core/axe.min.js`);
  const plugin = {
    name: 'axe',
    configurePreviewServer({ middlewares }: PreviewServer) {
      middlewares.use(AXE, (_request, response) =>
        response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(axe),
      );
    },
  };
  return preview({
    root: WEB,
    logLevel: 'silent',
    plugins: [plugin],
    preview: { host: '127.0.0.1', port: 0, proxy, headers },
  });
}
