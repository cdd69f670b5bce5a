import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { EventRecorder } from '../../bench/soak-witness.ts';

export type Transport = 'socket' | 'events';

/** The versions of objects, by client, in the order of their changes. */
export type Truth = ReadonlyMap<string, readonly { readonly key: string; readonly version: string }[]>;

/** Milliseconds before it comes back: longer with each time that it was not let in. */
const AGAIN_MS = [20, 1_000] as const;

const QUERY = /* GraphQL */ `
  subscription ($client: ID!, $after: String) {
    clientEvents(client: $client, types: [ACCOUNT], includeStatus: true, after: $after) {
      __typename
      cursor
      source
      ... on AccountChange {
        account {
          id
          updatedAt
        }
      }
      ... on StreamStatus {
        state
      }
    }
  }
`;

interface Result {
  readonly data?: any; // of one query alone
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[] | undefined;
}

/** A client that follows one client of Fondo for good: whenever its connection ends it comes back with its cursor. */
export class Follower {
  readonly client: string;
  recorder: EventRecorder;
  /** Codes of the errors that it was told. */
  readonly errors: string[] = [];
  /** Whether the stream is live at the moment. */
  isLive = false;
  cursor: string | undefined;
  returns = 0;
  readonly #transport: Transport;
  readonly #addresses: () => readonly string[];
  readonly #stop = new AbortController();
  #at: number;
  #leave: () => void = () => undefined;
  #done: Promise<void>;

  /** @param addresses of the instances that can be reached, in the order in which they are tried */
  constructor(client: string, transport: Transport, addresses: () => readonly string[], first = 0) {
    this.client = client;
    this.recorder = new EventRecorder(client);
    this.#transport = transport;
    this.#addresses = addresses;
    this.#at = first;
    this.#done = this.#run();
  }

  /** Forgets what it was told, but not where it is. */
  forget(): void {
    this.recorder = new EventRecorder(this.client);
    this.errors.length = 0;
  }

  /** Breaks its connection: it comes back, to the next instance. */
  reconnect(): void {
    if (this.isLive) this.#leave();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#leave();
    await this.#done;
  }

  /** Whether it has been told the last of what has changed. */
  knows(truth: Truth): boolean {
    return (truth.get(this.client) ?? []).every((version) => this.recorder.knows(version));
  }

  async #run(): Promise<void> {
    let refusals = 0;
    while (!this.#stop.signal.aborted) {
      const addresses = this.#addresses();
      const url = addresses[(this.#at += 1) % addresses.length];
      const variables = { client: this.client, after: this.cursor };
      this.isLive = false;
      try {
        if (url !== undefined) await (this.#transport === 'socket' ? this.#socket : this.#events)(url, variables);
      } catch {
        // it comes back
      }
      this.returns += 1;
      refusals = this.isLive ? 0 : refusals + 1;
      await delay(Math.min(AGAIN_MS[0] * 2 ** refusals, AGAIN_MS[1]) * (0.5 + Math.random() / 2));
    }
  }

  readonly #take = ({ data, errors }: Result): void => {
    if (errors) {
      const codes = errors.map(({ extensions }) => extensions?.code ?? '');
      this.errors.push(...codes);
      if (codes.includes('CURSOR_EXPIRED')) this.cursor = undefined;
      return;
    }
    const event = data.clientEvents;
    this.cursor = event.cursor;
    if (event.__typename === 'StreamStatus') this.isLive = event.state === 'LIVE';
    else this.recorder.see(event, undefined);
  };

  readonly #socket = async (url: string, variables: Record<string, unknown>): Promise<void> => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 0,
    });
    this.#leave = () => client.terminate();
    try {
      for await (const result of client.iterate({ query: QUERY, variables })) this.#take(result);
    } catch (error) {
      if (Array.isArray(error)) this.#take({ errors: error });
    } finally {
      client.terminate();
    }
  };

  readonly #events = async (url: string, variables: Record<string, unknown>): Promise<void> => {
    const controller = new AbortController();
    this.#leave = () => controller.abort();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: QUERY, variables }),
      signal: controller.signal,
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (data !== undefined && /^event: next$/m.test(block)) this.#take(JSON.parse(data) as Result);
      }
    }
  };
}
