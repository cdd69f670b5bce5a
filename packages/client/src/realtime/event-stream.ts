/** One message of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Characters of one event; a longer one ends the connection. */
const MAX_EVENT_CHARS = 8_000_000;

/** Reads server-sent events (HTML standard, 9.2.6). `alive` is called for whatever arrives, comments included. */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  alive: () => void,
): AsyncGenerator<ServerSentEvent, void> {
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  let size = 0;
  let id: string | undefined;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      rest += value;
      if (rest.length + size > MAX_EVENT_CHARS)
        throw new Error(`An event has more than ${MAX_EVENT_CHARS} characters.`);
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0 || event !== 'message') yield { event, data: data.join('\n'), id };
          [event, data, size] = ['message', [], 0];
          continue;
        }
        const [, name, text = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (name === 'event') event = text;
        else if (name === 'id') id = text;
        else if (name === 'data') {
          data.push(text);
          size += text.length;
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
