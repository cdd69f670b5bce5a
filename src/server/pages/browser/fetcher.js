// Sends what GraphiQL runs. Subscriptions and incremental delivery come as server-sent events, since these carry the
// headers of the Headers tab, which a WebSocket of a browser cannot.

const JSON_ANSWER = 'application/graphql-response+json, application/json';

export function createFetcher({ endpoint, ids, panel }) {
  return ({ query, variables, operationName }, { headers, documentAST } = {}) => {
    const isIntrospection = operationName === 'IntrospectionQuery';
    const operation = operationIn(documentAST, operationName);
    const filled = ids.fill(operation?.variableDefinitions, variables);
    const isStream = operation ? operation.operation === 'subscription' : /^\s*subscription\b/m.test(query);
    const send = (accept) =>
      fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, ...headers },
        body: JSON.stringify({
          query,
          operationName,
          variables: { ...variables, ...filled },
          ...(isIntrospection ? {} : { extensions: { plan: true } }),
        }),
      }).catch(() => asResponse('The gateway cannot be reached. Is it running?'));
    if (isIntrospection) return introspection(headers).then((result) => result ?? send(JSON_ANSWER).then(toResult));
    panel.begin(filled);
    const show = (result) => {
      if (operation?.operation === 'mutation') ids.remember(result.data);
      return panel.show(result);
    };
    if (isStream || /@(defer|stream)\b/.test(query)) return events(send, show);
    return send(JSON_ANSWER).then(toResult).then(show);
  };
}

/** As a file, which the browser keeps and only asks for when it has changed; undefined where it is not served. */
const introspection = async (headers) => {
  const response = await fetch('/introspection.json', { headers }).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
};

function operationIn(document, name) {
  const operations = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  return name ? operations.find((operation) => operation.name?.value === name) : operations[0];
}

/** A failure of ours in the place of an answer: an exception would be shown with its stack. */
const asResponse = (message) => Response.json({ errors: [{ message }] });

async function toResult(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `The gateway answered ${response.status} with text: ${text.slice(0, 500)}` }] };
  }
}

/** The results of an event stream; ends when GraphiQL stops it. */
async function* events(send, show) {
  const response = await send('text/event-stream');
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    yield show(await toResult(response));
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) {
        yield {
          errors: [{ message: 'The connection was closed before the stream had ended. Run the operation again.' }],
        };
        return;
      }
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const { event, data } = parseEvent(block);
        if (event === 'complete') return;
        if (event === 'next' && data) yield show(JSON.parse(data));
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The fields of a block (WHATWG HTML, 9.2.6). */
function parseEvent(block) {
  const fields = {};
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name) fields[name] = name === 'data' && fields.data !== undefined ? `${fields.data}\n${value}` : value;
  }
  return fields;
}
