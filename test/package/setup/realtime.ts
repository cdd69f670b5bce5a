import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';

/** What the tests know of a status; the declarations of the package are checked by its consumers. */
export interface Status {
  readonly state: string;
  readonly reason?: string;
}
export interface StreamEvent {
  readonly data: any;
  readonly errors?: unknown;
  readonly cursor?: string;
}
export interface Transport {
  open(...given: any[]): AsyncIterable<unknown>;
  dispose?(): void;
}
interface Realtime {
  subscribeForever(options: {
    readonly transport: Transport;
    readonly document: string;
    readonly variables?: object;
    readonly after?: string;
    readonly signal?: AbortSignal;
    readonly onStatus?: (status: Status) => void;
    readonly onExpired?: 'restart' | 'throw';
    readonly maxWaitMs?: number;
  }): AsyncGenerator<StreamEvent, void>;
  overEvents(options: TransportOptions): Transport;
  overWebSocket(options: TransportOptions): Transport;
}
interface TransportOptions {
  readonly url: string;
  readonly credentials?: () => unknown;
  readonly silenceMs?: number;
}

/** A module of the package as it is installed in the frontend that has every peer. */
export const installed = async <T>(path: string): Promise<T> => {
  const { resolve } = createRequire(join(inject('consumers'), 'apollo/package.json'));
  return (await import(pathToFileURL(resolve(`@financial-gateway/client/${path}`)).href)) as T;
};

export const realtime = (): Promise<Realtime> => installed<Realtime>('realtime');

export const TRANSPORTS = ['WebSocket', 'server-sent events'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** A transport to a gateway, by its address. */
export async function transportTo(
  name: TransportName,
  address: string,
  credentials: () => unknown = () => ({}),
  silenceMs?: number,
): Promise<Transport & Disposable> {
  const { overEvents, overWebSocket } = await realtime();
  const url = `${address}/graphql`;
  const options = { credentials, ...(silenceMs !== undefined && { silenceMs }) };
  const transport: Transport =
    name === 'WebSocket'
      ? overWebSocket({ url: url.replace('http', 'ws'), ...options })
      : overEvents({ url, ...options });
  return Object.assign(transport, { [Symbol.dispose]: () => transport.dispose?.() });
}
