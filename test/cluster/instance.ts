import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../kit/gateway.ts';

/** One gateway, as a process of its own. */
export interface Instance extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  readonly isAlive: boolean;
  output(): string;
  /** Stops it as a deploy does, and waits for its end. */
  stop(): Promise<number>;
  /** Ends it without a word. */
  kill(): Promise<void>;
}

/** The session and the beat of the instances of these tests, in milliseconds. */
export const SESSION_MS = 1_500;
export const BEAT_MS = 300;

export async function startInstance(env: Record<string, string>): Promise<Instance> {
  const child = spawn(process.execPath, [resolve('src/main.ts')], {
    cwd: mkdtempSync(join(tmpdir(), 'instance-')),
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      AUTH: 'none',
      LOG_LEVEL: 'warn',
      FILES_SECRET: 'a secret of these tests',
      REDIS_SESSION_MS: String(SESSION_MS),
      REDIS_BEAT_MS: String(BEAT_MS),
      STREAM_BACKOFF_MS: '20',
      STREAM_BACKOFF_MAX_MS: '200',
      MAX_SOCKETS_PER_ADDRESS: '5000',
      MAX_UNFINISHED_REQUESTS: '5000',
      MAX_EVENT_LOOP_DELAY_MS: '60000',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => /http:\S+\/graphql/.test(output) || child.exitCode !== null, 'the address', 200_000);
  if (child.exitCode !== null) throw new Error(`The instance did not start: ${output}`);
  const exited = once(child, 'exit') as Promise<[number]>;
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  const kill = async (): Promise<void> => {
    if (isAlive()) child.kill('SIGKILL');
    await exited;
  };
  return {
    url: /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '',
    child,
    get isAlive() {
      return isAlive();
    },
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
