import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { introspectionFromSchema, type GraphQLSchema } from 'graphql';
import type { Authenticate } from '../../auth/authenticator.ts';
import { callerOfRequest } from '../../auth/http.ts';
import { prefersPage } from '../accept.ts';
import { documentationGroups, documentationPaths, renderDocumentation } from './documents.ts';
import { GRAPHIQL_CONTENT_POLICY, renderGraphiql, type GraphiqlPage } from './graphiql.ts';
import { PAGE_CONTENT_POLICY } from './html.ts';
import { renderLanding } from './landing.ts';
import { ServedFile, REVALIDATED } from './served-file.ts';

const TITLE = 'Financial GraphQL gateway';
const SCHEMA_PATH = '/schema.graphql';
const INTROSPECTION_PATH = '/introspection.json';
const SCHEMA = new URL('../../../schema.graphql', import.meta.url);

/** The pages for people who explore: GraphiQL, the landing page, the documentation, the schema as text. */
export interface Pages {
  /** Whether a request is for one of these. */
  has(request: IncomingMessage): boolean;
  /** Answers a request for which `has` is true. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface PagesOptions {
  readonly schema: GraphQLSchema;
  /** Whether introspection is permitted: otherwise the schema is not served either. */
  readonly introspection: boolean;
  /** Whether there is a page of the sandbox to lead to. */
  readonly hasSandbox: boolean;
  /** The schema is for those who may ask for it by an operation. */
  readonly authenticate: Authenticate;
}

/** Each page is rendered when it is first asked for, since most processes never show any. */
export function createPages({ schema, introspection, hasSandbox, authenticate }: PagesOptions): Pages {
  const graphiql = once(() => renderGraphiql(TITLE));
  const documentation = documentationGroups();
  const hasSchema = introspection && existsSync(SCHEMA);
  const pages = new Map<string, () => Promise<ServedFile>>([
    ['/', once(async () => renderLanding({ title: TITLE, hasSchema, hasSandbox, documentation }))],
  ]);
  if (hasSchema)
    pages.set(
      SCHEMA_PATH,
      once(async () => new ServedFile(readFileSync(SCHEMA), 'text/plain; charset=utf-8', REVALIDATED)),
    );
  if (introspection)
    pages.set(
      INTROSPECTION_PATH,
      once(async () => {
        const data = introspectionFromSchema(schema, {
          specifiedByUrl: true,
          directiveIsRepeatable: true,
          inputValueDeprecation: true,
        });
        return new ServedFile(JSON.stringify({ data }), 'application/json; charset=utf-8', REVALIDATED);
      }),
    );
  const documents = once(() => {
    const paths = new Set(documentationPaths(documentation.flatMap((group) => group.pages)));
    paths.delete(SCHEMA_PATH);
    return new Map(paths.values().map((path) => [path, once(() => renderDocumentation(path))]));
  });
  const pageAt = (path: string): (() => Promise<ServedFile>) | undefined =>
    pages.get(path) ?? (DOCUMENT.test(path) ? documents().get(path) : undefined);

  async function fileOf(path: string, response: ServerResponse): Promise<ServedFile | undefined> {
    const isGraphiql = path === '/graphql' || path.startsWith('/graphiql/');
    response.setHeader('content-security-policy', isGraphiql ? GRAPHIQL_CONTENT_POLICY : PAGE_CONTENT_POLICY);
    if (!isGraphiql) return pageAt(path)?.();
    const loaded: GraphiqlPage = await graphiql();
    return path === '/graphql' ? loaded.page : loaded.file(path);
  }

  return {
    has({ method, url = '', headers }) {
      if (method !== 'GET' && method !== 'HEAD') return false;
      const path = pathOf(url);
      if (path === '/graphql') return method === 'GET' && prefersPage(headers.accept);
      return path.startsWith('/graphiql/') || isOfSchema(path) || pageAt(path) !== undefined;
    },
    async serve(request, response) {
      const path = pathOf(request.url ?? '');
      if (isOfSchema(path) && introspection && !(await callerOfRequest(request, response, authenticate))) return;
      const file = await fileOf(path, response);
      if (file) return file.send(request, response);
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(request.method === 'HEAD' ? undefined : `${whyMissing(path, introspection)}\n`);
    },
  };
}

/** What may be an address of the documentation, which is read when it is first asked for. */
const DOCUMENT = /^\/docs\/|\.\w+$/;

const isOfSchema = (path: string): boolean => path === SCHEMA_PATH || path === INTROSPECTION_PATH;

const whyMissing = (path: string, introspection: boolean): string => {
  if (!isOfSchema(path)) return 'This file belongs to an earlier start of the gateway: load the page again.';
  return introspection
    ? 'This gateway was built without the text of its schema: ask for it by introspection.'
    : 'The schema is not told here: introspection is off. The operator of the gateway switches it on with INTROSPECTION=on.';
};

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

function once<T>(make: () => T & object): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
