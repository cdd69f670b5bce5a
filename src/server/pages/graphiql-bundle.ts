import { readdirSync, readFileSync } from 'node:fs';
import { digest, FOR_EVER, ServedFile } from './served-file.ts';

const BROWSER = new URL('./browser/', import.meta.url);
const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } as const;

/** The scripts and styles of the GraphiQL page, under addresses that contain a digest of all of them. */
export interface GraphiqlBundle {
  /** `/graphiql/<digest>/` */
  readonly base: string;
  /** By name, without the base. */
  readonly files: ReadonlyMap<string, ServedFile>;
}

/** Loads GraphiQL, which is large: only where a browser asks for it. */
export async function loadGraphiql(): Promise<GraphiqlBundle> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const texts = new Map([
    ['graphiql.js', withTitles(withHistory(graphiql.js))],
    ['graphiql.css', graphiql.css],
    ['editor-worker.js', graphiql.editorWorkerService],
    ['json-worker.js', graphiql.jsonWorker],
    ['graphql-worker.js', graphiql.graphqlWorker],
  ]);
  for (const file of readdirSync(BROWSER)) texts.set(file, readFileSync(new URL(file, BROWSER), 'utf8'));
  const base = `/graphiql/${digest([...texts.values()].join(''))}/`;
  const files = new Map(
    texts.entries().map(([name, text]) => {
      const type = name.endsWith('.css') ? TYPES.css : TYPES.js;
      return [name, new ServedFile(text, type, FOR_EVER)];
    }),
  );
  return { base, files };
}

/**
 * Yoga's build of GraphiQL contains the history plugin and sets a list of plugins without it, which no option extends:
 * it is put back into the list. Where a later build looks different, GraphiQL stays as it is.
 */
function withHistory(script: string): string {
  const plugin = /const (\w+)=\{title:"History",/.exec(script)?.[1];
  return plugin
    ? script.replace(/,plugins:\[(\w+)\],schemaDescription/, `,plugins:[${plugin},$1],schemaDescription`)
    : script;
}

/** GraphiQL names a tab by the operation that ran last: one whose document begins with a title (`# Open an account`) has that. */
function withTitles(script: string): string {
  const titleOf = (query: string): string => `/^# (.+)/.exec(${query})?.[1]`;
  return script
    .replace(/title:(\w+)\|\|(\w+),query:(\w+),/g, (_, name: string, none: string, query: string) => {
      return `title:${titleOf(query)}||${name}||${none},query:${query},`;
    })
    .replace(
      /title:(\w+)\.operationName\|\|/,
      (_, tab: string) => `title:${titleOf(`${tab}.query`)}||${tab}.operationName||`,
    );
}
