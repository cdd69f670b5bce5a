import { openSandbox } from '../../../sandbox/index.ts';
import { loadSettings, PROVIDER_KEYS } from '../../../src/config/index.ts';
import { startGateway } from '../../../src/gateway.ts';

/** An operation as it was run against the sandbox. */
export interface Ran {
  readonly variables: Readonly<Record<string, unknown>>;
  /** One of a query or mutation; of a subscription the first ones. */
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly data?: any; // of the shape that the operation asks for
  readonly errors?: readonly { readonly message: string }[];
  readonly extensions?: unknown;
}

/** What the scenarios of the examples are played on: a gateway over a sandbox whose clock stands still. */
export interface Stage {
  /** Runs a query or mutation by its name; its data. Throws where it has errors, or a result that is a problem. */
  run(operation: string, variables?: Record<string, unknown>): Promise<any>;
  /** Subscribes, does something after the first event, and takes events until it has so many; their data. */
  follow(
    operation: string,
    variables: Record<string, unknown>,
    count: number,
    then?: () => Promise<unknown>,
  ): Promise<any[]>;
  /** A request to the control of the sandbox; its answer. */
  put(path: string, body: object): Promise<any>;
  /** The same for an object by its id. */
  set(list: string, id: string, body: object): Promise<any>;
}

/** Milliseconds for one answer, or for all events of a subscription. */
const DEADLINE_MS = 30_000;

/** Plays scenarios with the operations of these documents; what ran, by the name of the operation. */
export async function play(
  documents: readonly string[],
  scenarios: readonly ((stage: Stage) => Promise<void>)[],
): Promise<ReadonlyMap<string, Ran>> {
  const sandboxed = new Set(PROVIDER_KEYS);
  const { telemetry } = loadSettings({});
  const common = { host: '127.0.0.1', port: 0, sandboxed, telemetry: { ...telemetry, logLevel: 'error' } } as const;
  const sandbox = await openSandbox(sandboxed, {
    speed: 0,
    access: { token: undefined, exposed: false },
    startGateway: (world) => startGateway({ ...world, ...common }),
  });
  try {
    const own = { backOffice: true, callbackOrigins: ['https://gateway.example'] };
    await using gateway = await startGateway({ ...sandbox.settings, ...common, ...own });
    const ran = new Map<string, Ran>();
    for (const scenario of scenarios) await scenario(stageOn(gateway.url, documents, ran));
    return ran;
  } finally {
    await sandbox.close();
  }
}

function stageOn(url: string, documents: readonly string[], ran: Map<string, Ran>): Stage {
  const post = (path: string, accept: string, body: object): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  const requestOf = (operationName: string, variables: object): object => {
    const query = documents.find((text) =>
      new RegExp(`^(?:query|mutation|subscription) ${operationName}\\b`, 'm').test(text),
    );
    if (query === undefined) throw new Error(`No document has the operation ${operationName}`);
    return { query, operationName, variables };
  };
  const put = async (path: string, body: object): Promise<any> => {
    const response = await post(`/sandbox${path}`, 'application/json', body);
    const answered: any = await response.json();
    if (!response.ok) throw new Error(`${path}: ${answered.errors[0].message}`);
    return answered;
  };
  return {
    put,
    set: (list, id, body) => put(`/${list}/${encodeURIComponent(id)}`, body),
    async run(operation, variables = {}) {
      const response = await post('/graphql', 'application/json', requestOf(operation, variables));
      const answer = (await response.json()) as Answer;
      ran.set(operation, { variables, answers: [expected(operation, answer)] });
      return answer.data;
    },
    async follow(operation, variables, count, then = () => Promise.resolve()) {
      const response = await post('/graphql', 'text/event-stream', requestOf(operation, variables));
      const answers: Answer[] = [];
      for await (const answer of eventsOf(response)) {
        answers.push(expected(operation, answer));
        if (answers.length === 1) await then();
        if (answers.length >= count) break;
      }
      ran.set(operation, { variables, answers });
      return answers.map(({ data }) => data);
    },
  };
}

/** The examples show what goes well: anything else is a mistake in them. */
function expected(operation: string, answer: Answer): Answer {
  const problem = Object.values((answer.data ?? {}) as Record<string, any>).find(
    (one) => /^(?:InvalidInput|NotFound|Refused|OutcomeUnknown)$/.test(one?.__typename) || one === null,
  );
  if (answer.errors || problem !== undefined) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer;
}

async function* eventsOf(response: Response): AsyncGenerator<Answer, void> {
  if (!response.body) return;
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [message, rest] = [text.slice(0, end), text.slice(end + 2)];
      text = rest;
      if (!message.includes('event: next')) continue;
      yield JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '{}') as Answer;
    }
  }
}
