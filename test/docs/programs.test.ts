import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startLine } from '../clients/setup/line.ts';
import { until } from '../kit/gateway.ts';
import { at, startControl } from '../sandbox/control/kit.ts';

/** The blocks of a page in a language, which name the address of `npm start`: here it is another one. */
function blocks(page: string, language: string, url: string): string[] {
  const text = readFileSync(`docs/${page}.md`, 'utf8').replaceAll('http://127.0.0.1:4000', url);
  return [...text.matchAll(new RegExp(`^\`{3}${language}\\n([^]*?)^\`{3}$`, 'gm'))].map(([, block = '']) => block);
}

/** Runs a program of a page; what it has under these names at its end. */
async function run(program: string, names: readonly string[], given: Record<string, unknown> = {}): Promise<any> {
  const AsyncFunction = (async () => undefined).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<unknown>;
  const body = `${program}\nreturn { ${names.join(', ')} };`;
  return await new AsyncFunction(...Object.keys(given), body)(...Object.values(given));
}

test('the program of the page about plain fetch asks, orders, and follows its order over a lost connection', async () => {
  await using kit = await startControl();
  await using line = await startLine(kit.gateway.url);
  const statuses: string[] = [];
  const program = blocks('plain-fetch', 'js', line.url.replace('/graphql', ''))
    .join('\n')
    .replace('const statuses = [];', '');
  const ran = run(program, ['client', 'placeOrder'], { statuses });
  await until(() => statuses.length === 1, 'the present state of the order');
  const [{ id }] = (await kit.ask('GET', '')).body.orders;
  await kit.put(at('orders', id), { status: 'PENDING' });
  await until(() => statuses.length === 2, 'the change');
  line.cut();
  await kit.put(at('orders', id), { status: 'SENT' });
  line.mend();
  await kit.put(at('orders', id), { status: 'SETTLED' });
  expect(await ran).toMatchObject({ client: { name: expect.any(String) }, placeOrder: { id } });
  expect(statuses).toEqual(['RECEIVED', 'PENDING', 'SENT', 'CONFIRMED', 'SETTLED']);
});

test('what plain fetch is told of a mistake, and of what does not exist, is final', async () => {
  await using kit = await startControl();
  const [functions = '', , , stream = ''] = blocks('plain-fetch', 'js', kit.gateway.url);
  const { request, subscribe } = await run(functions + stream, ['request', 'subscribe']);
  await expect(request('{ nothing }')).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  const document = 'subscription ($id: ID!, $after: String) { orderChanged(id: $id, after: $after) { cursor } }';
  const id = 'Order:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-000000000000';
  await expect(subscribe(document, { id }).next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the program of the page about the sandbox starts a world, puts and adds objects, and ends it', async () => {
  await using kit = await startControl();
  const all = blocks('sandbox', 'js', kit.gateway.url);
  const isEnd = (block: string): boolean => block.includes("method: 'DELETE'");
  const [ending, others] = [all.filter(isEnd), all.filter((block) => !isEnd(block))];
  expect([ending.length, others.length]).toEqual([1, 3]);
  const program = [...others, 'const during = (await (await fetch(`${sandbox}/worlds`)).json()).worlds;', ...ending];
  const ran = await run(program.join('\n'), ['order', 'accounts', 'orders', 'during']);
  expect(ran.order).toMatchObject({ status: 'SETTLED' });
  expect([ran.accounts, ran.orders, ran.during].map(({ length }) => length)).toEqual([1, 1, 1]);
  expect((await kit.ask('GET', '/worlds')).body.worlds).toEqual([]);
});

test('each command of the page about the sandbox is one that the control takes', async () => {
  const token = 'a-token-of-the-sandbox';
  await using kit = await startControl({ token });
  const commands = blocks('sandbox', 'sh', kit.gateway.url).flatMap((block) =>
    block.replaceAll('\\\n', ' ').trim().split('\n'),
  );
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const own = command.includes('SANDBOX_CONTROL_TOKEN') ? '' : ` -H 'authorization: Bearer ${token}'`;
    const env = { ...process.env, SANDBOX_CONTROL_TOKEN: token };
    const { stdout } = await promisify(execFile)('bash', ['-c', `${command}${own} -sS`], { env });
    expect(JSON.parse(stdout), command).not.toHaveProperty('errors');
  }
});
