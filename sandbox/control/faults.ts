import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Fault as ProviderFault, ProviderServer } from '../kit/provider.ts';
import { ControlError, notPossible } from './errors.ts';
import { msOf } from './model/common.ts';
import type { Fault as FaultState, FaultRequest } from './model/faults.ts';

type Request = z.output<typeof FaultRequest>;
type State = z.output<typeof FaultState>;

/** Each holds a body of up to a megabyte. */
const MAX_FAULTS = 50;

interface Entry {
  readonly request: Request;
  readonly until: number | undefined;
  readonly fault: ProviderFault | undefined;
  end(): Promise<void> | void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** What is wrong with the providers at present, by order of somebody. */
export class Faults {
  readonly #server: (provider: Request['provider']) => ProviderServer;
  readonly #entries = new Map<string, Entry>();

  constructor(server: (provider: Request['provider']) => ProviderServer) {
    this.#server = server;
  }

  get list(): State[] {
    return Array.from(this.#entries, ([id, entry]) => this.#state(id, entry)).filter(({ left }) => left !== 0);
  }

  async add(request: Request): Promise<State> {
    const server = this.#server(request.provider);
    for (const { id } of this.#spent()) await this.remove(id);
    if (this.#entries.size >= MAX_FAULTS) notPossible(`There are ${MAX_FAULTS} faults already.`);
    if (request.kind === 'DOWN' && server.isDown()) notPossible(`${request.provider} is down already.`);
    const id = randomUUID();
    const ms = request.for === undefined ? undefined : msOf(request.for);
    const fault = request.kind === 'DOWN' ? undefined : toFault(request);
    if (!fault) await server.down();
    const entry: Entry = {
      request,
      fault,
      until: ms === undefined ? undefined : Date.now() + ms,
      end: fault ? server.fault(fault) : () => server.up(),
      timer: ms === undefined ? undefined : endLater(() => this.remove(id), ms),
    };
    this.#entries.set(id, entry);
    return this.#state(id, entry);
  }

  /** Throws where there is none of this id. */
  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new ControlError('UNKNOWN_OBJECT', 'There is no fault with this id: it may have ended by itself.');
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    await entry.end();
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.remove(id)));
  }

  #spent(): State[] {
    return Array.from(this.#entries, ([id, entry]) => this.#state(id, entry)).filter(({ left }) => left === 0);
  }

  #state(id: string, { request, until, fault }: Entry): State {
    const left = fault ? this.#server(request.provider).left(fault) : Infinity;
    return {
      id,
      provider: request.provider,
      kind: request.kind,
      operation: fault?.operation ?? '*',
      left: left === Infinity ? null : left,
      until: until === undefined ? null : new Date(until).toISOString(),
    };
  }
}

/** The longest that a timer of Node can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const endLater = (end: () => Promise<void>, ms: number): NodeJS.Timeout =>
  setTimeout(() => void end().catch(() => undefined), Math.min(ms, MAX_TIMER_MS)).unref();

function toFault(request: Exclude<Request, { kind: 'DOWN' }>): ProviderFault {
  const { operation = '*', times } = request;
  const affected = { operation, ...(times !== undefined && { times }) };
  if (request.kind === 'SLOW') return { ...affected, delayMs: request.delayMs };
  if (request.kind === 'SOCKET') {
    const socket = request.socket.toLowerCase() as NonNullable<ProviderFault['socket']>;
    return { ...affected, socket };
  }
  const { status, body, contentType, headers } = request;
  const type = contentType === undefined ? {} : { type: contentType };
  return { ...affected, answer: { status, ...(body !== undefined && { body }), ...type, ...(headers && { headers }) } };
}
