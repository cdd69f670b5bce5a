import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
  type GraphQLInputType,
} from 'graphql';
import { loadSettings } from '../../src/config/index.ts';
import { schema } from '../../src/schema/index.ts';
import { SAMPLES } from '../auth/samples.ts';
import { GENERATED, visitsOf, type Visit } from '../auth/walk.ts';
import { pick, randomOf, type Random } from '../execution/random.ts';
import { startMangledKit } from '../kit/mangling-proxy.ts';
import { startKit } from '../kit/gateway.ts';

/** What came of a run. */
export interface Outcome {
  readonly sent: number;
  /** Requests that were not answered, or answered by a failure of the gateway; rejections that nobody handled. */
  readonly broken: string[];
}

const PATIENCE_MS = 20_000;
const CONCURRENCY = 8;

/** Longer than the request line that servers take, and within every limit of a request to the gateway. */
export const LONG = 'x'.repeat(20_000);

/** Ids and texts as nobody should send them. */
const TEXTS: readonly string[] = [
  '\ud800',
  'a\udfffb',
  'Client:\ud800',
  '\u0000\u0001\u001b[2J\u007f',
  '\u202eevil\u2066',
  '',
  ' ',
  '.',
  '..',
  '../../admin',
  '%',
  '%00%2f..',
  'Account:%:%',
  '::::',
  '__proto__',
  'constructor',
  'NaN',
  '-0',
  '1e400',
  '9'.repeat(60),
  "'; --",
  '${jndi:ldap://x}',
  '\r\nx-injected: yes',
  'é'.normalize('NFD').repeat(50),
  'x'.repeat(2 ** 20),
  LONG,
  'é'.repeat(3_000),
  ':'.repeat(2 ** 16),
];

/** A place where callers send text: an argument, or a field of an input. */
interface Place {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
}

const placeOf = (name: string, type: GraphQLInputType): Place[] =>
  isScalarType(getNamedType(type)) && !['Int', 'Float', 'Boolean'].includes(getNamedType(type).name)
    ? [{ name, type: getNamedType(type).name, isList: isListType(getNullableType(type)) }]
    : [];

/** Every argument of every field and every field of every input that takes text. */
export function textPlaces(): Place[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isInputObjectType(type))
      return Object.values(type.getFields()).flatMap((field) => placeOf(`${type.name}.${field.name}`, field.type));
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((arg) => placeOf(`${type.name}.${field.name}.${arg.name}`, arg.type)),
    );
  });
}

const MARK = 'the-hostile-text';

/** The optional inputs that have to be there for a field of an input to be sent at all. */
function around(place: string, found: Set<string> = new Set()): Set<string> {
  const [input = ''] = place.split('.');
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      if (getNamedType(field.type).name === input && !found.has(name)) around(name, found.add(name));
    }
  }
  return found;
}

/** A document that sends a variable to a place, if one leads there. */
export function documentTo({ name, type, isList }: Place): (Visit & { readonly query: string }) | undefined {
  const parents = Object.fromEntries([...around(name)].map((parent) => [parent, GENERATED]));
  const samples = {
    ID: 'nobody',
    DateTime: '2020-01-01T00:00:00Z',
    ...SAMPLES,
    ...parents,
    [name]: isList ? [MARK] : MARK,
  };
  const found = visitsOf(schema, samples).find(({ document }) => document.includes(MARK));
  if (!found) return undefined;
  const query = found.document.replace('{', `($v: ${type}!) {`).replaceAll(`"${MARK}"`, '$v');
  return { ...found, query };
}

/**
 * Sends hostile texts to every place that takes text. What a provider answers that could not be understood is broken too:
 * the text made it refuse what the gateway should have.
 * @param options.each how many texts each place gets; `always` is among them
 */
export async function hostileTexts({
  seed,
  each,
  always = '\ud800',
}: {
  seed: number;
  each: number;
  always?: string;
}): Promise<Outcome> {
  await using kit = await startKit({ gateway: { backOffice: true, telemetry: SILENT } });
  const random = randomOf(seed);
  const requests = textPlaces().flatMap((place) => {
    const found = documentTo(place);
    if (!found) return [];
    const texts =
      each < TEXTS.length ? [always, ...Array.from({ length: each - 1 }, () => pick(random, TEXTS))] : TEXTS;
    return texts.map((text) => ({ ...found, place: place.name, text }));
  });
  const write = ({ query, operation, text, place }: (typeof requests)[number]): Sent => ({
    what: `${place} ${JSON.stringify(text.slice(0, 20))} ${query.slice(0, 200)}`,
    operation,
    body: JSON.stringify({ query, variables: { v: text } }),
  });
  return await watched(kit.gateway.url, requests, write, /PROVIDER_/);
}

/** What stands where something else was promised. */
const WRONG: readonly unknown[] = [null, 0, -1.5, 1e300, '', 'text', '\u0000', true, [], {}, [null], [[]], { a: {} }];

/** The value with something else at one place. */
function mangled(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(random, WRONG);
  const keys = Object.keys(value);
  if (keys.length === 0) return pick(random, WRONG);
  const key = pick(random, keys);
  if (Array.isArray(value))
    return value.map((one, at) => (String(at) === key ? mangled(one, random) : (one as unknown)));
  const { [key]: inner, ...rest } = value as Record<string, unknown>;
  return random() < 0.2 ? rest : { ...value, [key]: mangled(inner, random) };
}

/** Reads everything that can be read while the providers answer what breaks their contracts, at another place each time. */
export async function hostileAnswers({ seed, rounds }: { seed: number; rounds: number }): Promise<Outcome> {
  // A breaker that opened would keep later answers away.
  const { capacity } = loadSettings({ BREAKER_CALLS: '100000', UPSTREAM_RETRIES: '0' });
  await using kit = await startMangledKit({ gateway: { capacity, backOffice: true, telemetry: SILENT } });
  const random = randomOf(seed);
  for (const edge of Object.values(kit.edges)) {
    edge.mangle({
      at: ({ url = '' }) => !url.includes('/auth/token') && random() < 0.7,
      times: Infinity,
      json: (value: unknown) => mangled(value, random),
    });
  }
  const samples = { ID: 'nobody', ...SAMPLES };
  const reads = visitsOf(schema, samples).filter(({ operation }) => operation === 'query');
  const requests = Array.from({ length: rounds * 10 }, () => pick(random, reads));
  return await watched(kit.gateway.url, requests, ({ document, operation }) => ({
    what: document,
    operation,
    body: JSON.stringify({ query: document }),
  }));
}

const SILENT = { ...loadSettings({}).telemetry, logLevel: 'silent' as const };

interface Sent {
  readonly what: string;
  readonly operation: Visit['operation'];
  readonly body: string;
}

/** Sends all of it, a few at a time, and notes what should not happen. */
async function watched<R>(
  url: string,
  requests: readonly R[],
  write: (request: R) => Sent,
  wrong = /INTERNAL_SERVER_ERROR/,
): Promise<Outcome> {
  const broken: string[] = [];
  const unhandled = (error: unknown): void => void broken.push(`unhandled rejection: ${String(error)}`);
  process.on('unhandledRejection', unhandled);
  const queue = [...requests];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { what, operation, body } = write(next);
      const text = await answerTo(url, operation, body).catch((error: unknown) => `not answered: ${String(error)}`);
      if (/not answered|INTERNAL_SERVER_ERROR|^5/.test(text) || wrong.test(text))
        broken.push(`${what}: ${text.slice(0, 400)}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  process.off('unhandledRejection', unhandled);
  return { sent: requests.length, broken };
}

/** Status and body; of a stream what comes first, since it may go on for ever. */
async function answerTo(url: string, operation: Visit['operation'], body: string): Promise<string> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(new Error('no answer in time')), PATIENCE_MS);
  try {
    const accept = operation === 'subscription' ? 'text/event-stream' : 'application/json';
    const headers = { 'content-type': 'application/json', accept };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal });
    if (operation !== 'subscription') return `${response.status} ${await response.text()}`;
    const first = await response.body?.getReader().read();
    return `${response.status} ${Buffer.from(first?.value ?? []).toString()}`;
  } finally {
    clearTimeout(timer);
    leaving.abort();
  }
}
