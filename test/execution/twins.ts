import { request, type Dispatcher } from 'undici';
import { startKit, type Kit, type KitOptions } from '../kit/gateway.ts';

/** A request to `/graphql`, written out. */
export interface Sent {
  /** POST when left out. */
  readonly method?: Dispatcher.HttpMethod;
  /** With its `?`. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
}

/** What there is to be seen of an answer, without what is drawn anew for each. */
export interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Decoded where it is JSON. */
  readonly body: unknown;
}

/** Two gateways, each over a sandbox of its own: one that executes plans, one that leaves everything to Yoga. */
export interface Twins extends AsyncDisposable {
  readonly kits: readonly [planned: Kit, yoga: Kit];
  /** Sends the same to both. */
  ask(sent: Sent): Promise<[planned: Said, yoga: Said]>;
}

export async function startTwins(options: KitOptions = {}): Promise<Twins> {
  const start = (compiled: boolean): Promise<Kit> =>
    startKit({ ...options, gateway: { ...options.gateway, compiled } });
  const kits = await Promise.all([start(true), start(false)]);
  return {
    kits,
    async ask(sent) {
      const [ours, theirs] = await Promise.all([ask(kits[0], sent), ask(kits[1], sent)]);
      return [settled(ours, theirs.text), settled(theirs, ours.text)];
    },
    async [Symbol.asyncDispose]() {
      for (const kit of kits) await kit[Symbol.asyncDispose]();
    },
  };
}

interface Raw extends Omit<Said, 'body'> {
  readonly text: string;
}

async function ask({ gateway, sandbox }: Kit, { method = 'POST', search = '', headers, body }: Sent): Promise<Raw> {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const reply = await request(`${gateway.url}/graphql${search}`, {
    method,
    headers: { 'x-correlation-id': 'the-same', ...type, ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { fondo, payex, aarthik } = sandbox;
  const text = Object.entries({ gateway, fondo, payex, aarthik }).reduce(
    (sum, [name, { url }]) => sum.replaceAll(url, `<${name}>`),
    await reply.body.text(),
  );
  return { status: reply.statusCode, headers: compared(reply.headers), text };
}

/** What says nothing of the answer: when and how it was sent. */
const OF_TRANSPORT = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);
const compared = (headers: Readonly<Record<string, unknown>>): Said['headers'] =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OF_TRANSPORT.has(name))
      .sort(),
  );

/** What a provider or the gateway draws: ids, tokens, secrets in an address. */
const DRAWN = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:[0-9A-F]{32}|[0-9a-f]{32})\b|(?<=[/#])[\w-]{24,}/g;

/** The same in any run: what was drawn is named by its place, which is to say what the other answer does not hold. */
function settled({ status, headers, text }: Raw, other: string): Said {
  const drawn = new Map<string, string>();
  const named = text.replaceAll(DRAWN, (one) => {
    if (other.includes(one)) return one;
    if (!drawn.has(one)) drawn.set(one, `<${drawn.size}>`);
    return drawn.get(one) ?? one;
  });
  const isJson = text !== '' && String(headers['content-type']).includes('json');
  return { status, headers, body: isJson ? inOrder(JSON.parse(named)) : named };
}

/** Errors come in the order in which they happen, which nobody decides. */
function inOrder(answer: unknown): unknown {
  const { errors } = (answer ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return answer;
  const sorted = errors.map((error) => JSON.stringify(error)).sort();
  return { ...(answer as object), errors: sorted.map((error) => JSON.parse(error) as unknown) };
}
