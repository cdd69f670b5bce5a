import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/example/ports.ts';
import { noExample } from './example/build.ts';

const START_MS = 90_000;

/** `npm run example`, up to the addresses that it prints. */
async function startExample(): Promise<{ readonly child: ChildProcess; readonly addresses: readonly string[] }> {
  const child = spawn(process.execPath, ['scripts/example.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('Ctrl-C')) break;
  }
  return { child, addresses: [...output.matchAll(/(?:Example|Gateway) +(\S+)/g)].map(([, url = '']) => url) };
}

/** Somebody who listens where the example would; undefined where somebody does already. */
async function occupy(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

test('a port that is taken is left to whom it belongs', async () => {
  const server = await occupy(0);
  const { port } = server?.address() as AddressInfo;
  const found = await freePort(port);
  expect(found).not.toBe(port);
  server?.close();
  expect(found).toBeGreaterThan(0);
});

describe.skipIf(noExample)('`npm run example`', { timeout: START_MS + 30_000 }, () => {
  test('starts gateway and application beside programs that hold their ports, and ends both', async () => {
    const others = await Promise.all([occupy(4000), occupy(5173)]);
    const { child, addresses } = await startExample();
    try {
      const [web = '', graphql = ''] = addresses;
      expect(await (await fetch(web)).text()).toContain('/src/main.tsx');
      const asked = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ clients { nodes { id } } }"}',
      };
      for (const address of [graphql, `${web}/graphql`])
        expect(await (await fetch(address, asked)).json()).toMatchObject({
          data: { clients: { nodes: expect.any(Array) } },
        });
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
      for (const address of [web, graphql]) await expect(fetch(address)).rejects.toThrow();
    } finally {
      child.kill('SIGTERM');
      for (const server of others) server?.close();
    }
  });
});
