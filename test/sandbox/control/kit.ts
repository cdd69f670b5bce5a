import { expect } from 'vitest';
import { openSandbox, type OpenSandbox } from '../../../sandbox/index.ts';
import { OPERATIONS, type Operation } from '../../../sandbox/control/operations.ts';
import type { WorldLimits } from '../../../sandbox/control/worlds.ts';
import { loadSettings, PROVIDER_KEYS, type GatewayConfig, type ProviderKey } from '../../../src/config/index.ts';
import { startGateway, type Gateway } from '../../../src/gateway.ts';
import { post, watchAt, type Answered, type Watching } from '../../kit/gateway.ts';

export interface ControlKit extends AsyncDisposable {
  readonly sandbox: OpenSandbox;
  readonly gateway: Gateway;
  /** A request to the control; the answer is held to its description. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  /** A POST that has to succeed; its answer. */
  put(path: string, body: unknown): Promise<any>;
  query(document: string, variables?: Record<string, unknown>): Promise<Answered>;
  watch(document: string, variables?: Record<string, unknown>): Watching;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

export interface ControlKitOptions {
  readonly token?: string;
  readonly exposed?: boolean;
  readonly worlds?: Partial<WorldLimits>;
  readonly gateway?: Partial<GatewayConfig>;
  readonly backgroundActivity?: boolean;
  readonly off?: readonly ProviderKey[];
}

const { telemetry, limits } = loadSettings({});
/** On a busy machine the event loop of a test is late: that is no reason to refuse anything. */
const QUIET = {
  telemetry: { ...telemetry, logLevel: 'error' },
  limits: { ...limits, maxLoopDelayMs: 60_000 },
} as const;

/** A gateway over a sandbox whose clock stands still, with the control of it mounted, as `npm start` mounts it. */
export async function startControl(options: ControlKitOptions = {}): Promise<ControlKit> {
  const { token, exposed = false, worlds, backgroundActivity, off = [] } = options;
  const sandboxed = new Set(PROVIDER_KEYS.filter((key) => !off.includes(key)));
  const common = { host: '127.0.0.1', port: 0, sandboxed, ...QUIET };
  const sandbox = await openSandbox(sandboxed, {
    speed: 0,
    backgroundActivity,
    access: { token, exposed },
    worlds,
    startGateway: (settings) => startGateway({ ...settings, ...common }),
  });
  const gateway = await startGateway({ ...sandbox.settings, ...common, ...options.gateway });
  return {
    sandbox,
    gateway,
    ask: (method, path, body, headers) => askControl(gateway.url, method, path, body, headers),
    put: (path, body) => putAt(gateway.url, path, body),
    query: (document, variables) => post(gateway.url, document, variables),
    watch: (document, variables) => watchAt(gateway.url, document, variables),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await sandbox.close();
    },
  };
}

/** A request to the control of the gateway at this address. */
export async function askControl(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const response = await fetch(`${url}/sandbox${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const answered: Asked = {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
  if (response.ok && isJson) expectDescribed(method, path, answered);
  return answered;
}

/** The same for a POST that has to succeed. */
export async function putAt(url: string, path: string, body: unknown): Promise<any> {
  const answered = await askControl(url, 'POST', path, body);
  expect(answered.body.errors).toBeUndefined();
  expect(answered.status).toBeLessThan(300);
  return answered.body;
}

function expectDescribed(method: string, path: string, { status, body }: Asked): void {
  const operation = Object.values<Operation>(OPERATIONS).find(
    (one) => one.method === method && new RegExp(`^${one.path.replace('{id}', '[^/]+')}(\\?.*)?$`).test(path),
  );
  expect(operation, `${method} ${path}`).toBeDefined();
  expect(status).toBe(operation?.status ?? 200);
  operation?.answer?.parse(body);
}

/** As a segment of a path. */
export const at = (list: string, id: string): string => `/${list}/${encodeURIComponent(id)}`;

/** What a subscription tells of one thing. */
export interface Followed {
  /** What it has told since the last call, up to this; fails where the stream ends before. */
  until(wanted: string): Promise<string[]>;
}

/** Follows one value of a subscription. */
export function follow(watching: Watching, valueOf: (data: any) => string): Followed {
  return {
    async until(wanted) {
      const told: string[] = [];
      for (;;) {
        const { done, value } = await watching.next();
        if (done) throw new Error(`The stream ended before ${wanted}, after ${told.join(', ')}`);
        expect(value.errors).toBeUndefined();
        told.push(valueOf(value.data));
        if (told.at(-1) === wanted) return told;
      }
    },
  };
}
