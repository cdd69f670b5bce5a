import { globSync, readFileSync } from 'node:fs';

/** With runs of their own, about Redis anyway, about pages, or with a sandbox whose gateway is not that of `startKit`. */
const ELSEWHERE = /^test\/((clients|package|sandbox|site|web|cluster)\/|server\/pages)/;
/** A test that subscribes to something. */
const SUBSCRIBES = /\bwatch(Sse|At)?\(|graphql-ws|connection_init/;

/** The files of all tests that subscribe to something at a gateway. */
export const realtimeTests = (): string[] =>
  globSync('test/**/*.test.ts', { exclude: ['**/node_modules/**'] }).filter(
    (file) => !ELSEWHERE.test(file) && SUBSCRIBES.test(readFileSync(file, 'utf8')),
  );
