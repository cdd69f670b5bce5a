import { WebSocket } from 'ws';
import { startFondoSandbox, type FondoOptions, type FondoSandbox } from '../../../sandbox/fondo/index.ts';
import { Clock } from '../../../sandbox/kit/clock.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A Fondo whose time stands still, and a caller with a token. */
export async function startFondo(options: Partial<FondoOptions> = {}) {
  const clock = new Clock(0);
  const sandbox = await startFondoSandbox({ clock, ...options });
  const token = await tokenOf(sandbox);
  const call = async (method: string, path: string, body?: unknown, bearer = token): Promise<Reply> => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text || undefined };
  };
  return {
    sandbox,
    clock,
    token,
    call,
    /** The body of a successful read. */
    get: async <T>(path: string): Promise<T> => (await call('GET', path)).body as T,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

export function requestToken(sandbox: FondoSandbox, secret = sandbox.credentials.clientSecret): Promise<Response> {
  const form = { grant_type: 'client_credentials', client_id: sandbox.credentials.clientId, client_secret: secret };
  return fetch(`${sandbox.url}/v2/partner/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
}

const tokenOf = async (sandbox: FondoSandbox): Promise<string> =>
  ((await (await requestToken(sandbox)).json()) as { access_token: string }).access_token;

/** An open event socket; `next` waits for the first message, kept or to come, that fits. */
export async function listen(sandbox: FondoSandbox, clientId: string, token: string) {
  const address = `${sandbox.url.replace('http', 'ws')}/v2/partner/client/${clientId}/subscribe`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  const messages: Message[] = [];
  let woken = (): void => undefined;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
    woken();
  });
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    messages,
    async next(fits: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const found = messages.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => (woken = resolve));
      }
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

export interface Message {
  readonly type?: string;
  readonly current?: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}
