import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import { Fault } from '../../../faults.ts';
import type { ProviderName } from '../../../problem.ts';
import { toQuery } from './address.ts';
import { ACCEPT_ENCODING, UnreadableBody } from './body.ts';
import { pdfOf } from './document.ts';
import type { Exchange, HttpReply, HttpRequest } from './exchange.ts';
import { Deadlines } from '../deadlines.ts';
import { rejected } from '../rejected.ts';
import { abortSignalOf } from '../stop.ts';
import { Receiver, type Receiving } from './receive.ts';
import { ListSizes } from '../list-sizes.ts';
import { Upstream } from './resilience.ts';

export { path } from './address.ts';

/** A response with a PDF that has not been read, decoded; null for any status but 200. Read it or destroy it. */
export interface StreamReply extends Omit<HttpReply, 'body'> {
  readonly body: Readable | null;
}

/** A provider's API as its datasources use it. Answers the body of any 2xx, throws a `Problem` or a `Fault` else. */
export interface HttpClient {
  call<T>(request: HttpRequest): Promise<T>;
  /** How long the lists of this provider were when they were last read, and what calls are left to read them. */
  readonly sizes?: Pick<ListSizes, 'of'>;
}

export interface TransportOptions {
  readonly provider: ProviderName;
  /** Base address; a path in it is a prefix of every request. */
  readonly url: string;
  /** What the provider is protected with, shared with whoever looks at its state. */
  readonly upstream?: Upstream | undefined;
  /** Milliseconds for one exchange; the upstream's own otherwise. */
  readonly deadlineMs?: number | undefined;
  /** PEM text of a client certificate and its key, asked for before each exchange: new ones make new connections. */
  readonly tls?: () => Tls;
  /** Largest answer that is read, in bytes. */
  readonly maxBodyBytes?: number;
}

/** Of an answer, unfolded: a page of 500 rows takes about one megabyte. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

type OpenRequest = Pick<HttpRequest, 'path' | 'headers' | 'signal' | 'correlationId'>;

export interface Transport {
  readonly exchange: Exchange;
  /** Opens a PDF without reading it whole. The deadline is for each wait, not for all of it. */
  open(request: OpenRequest): Promise<StreamReply>;
  readonly sizes: ListSizes;
  close(): Promise<void>;
}

interface Tls {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * A keep-alive pool of connections to one provider, with a deadline and a size limit on every exchange, and all that
 * protects the provider (and us from it) around them.
 */
export function createTransport(options: TransportOptions): Transport {
  const { provider, maxBodyBytes = MAX_BODY_BYTES, upstream = new Upstream(provider) } = options;
  const { deadlineMs = upstream.deadlineMs, tls = (): Tls => ({}) } = options;
  const base = new URL(options.url);
  const prefix = base.pathname.replace(/\/$/, '');
  const connect = ({ cert, key }: Tls): Pool & { cert?: string | undefined } =>
    Object.assign(
      new Pool(base.origin, {
        connections: upstream.connections,
        keepAliveTimeout: 30_000,
        maxResponseSize: maxBodyBytes,
        connect: { timeout: 5_000, cert, key },
      }),
      { cert },
    );
  let pool = connect(tls());
  const current = (): Pool => {
    const fresh = tls();
    if (fresh.cert === pool.cert) return pool;
    pool.close().catch(() => undefined); // what is in flight ends first
    return (pool = connect(fresh));
  };

  const receiving: Receiving = {
    deadlines: new Deadlines(deadlineMs),
    maxBytes: maxBodyBytes,
    explain: (error, { correlationId }, late) =>
      error instanceof Fault || (!late && isBug(error)) ? error : toFault(error, late, { provider, correlationId }),
  };

  /** What stands in the way of sending it rejects, as all else does. */
  function exchange(request: HttpRequest): Promise<HttpReply> {
    try {
      return received(request);
    } catch (error) {
      return rejected(error);
    }
  }

  function received(request: HttpRequest): Promise<HttpReply> {
    const { method = 'GET', correlationId, signal, form, body, deadlineMs: own } = request;
    signal?.throwIfAborted();
    const content = form ? new URLSearchParams(form).toString() : body === undefined ? null : JSON.stringify(body);
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': ACCEPT_ENCODING,
      ...request.headers,
    };
    if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
    else if (content !== null) headers['content-type'] ??= 'application/json';
    if (correlationId) headers['x-correlation-id'] ??= correlationId;
    const path = prefix + request.path + toQuery(request.query);
    const how = own === undefined ? receiving : { ...receiving, deadlines: new Deadlines(own) };
    const receiver = new Receiver(request, how);
    try {
      current().dispatch({ method, path, headers, body: content, ...NO_TIMEOUTS }, receiver);
    } catch (error) {
      receiver.stop(error as Error);
    }
    return receiver.reply;
  }

  async function open({ path, headers, signal, correlationId }: OpenRequest): Promise<StreamReply> {
    try {
      const sent = { 'accept-encoding': ACCEPT_ENCODING, ...headers };
      const reply = await current().request({
        method: 'GET',
        path: prefix + path,
        headers: correlationId ? { ...sent, 'x-correlation-id': correlationId } : sent,
        ...(signal && { signal: abortSignalOf(signal) }),
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
      });
      const { statusCode: status, headers: replied } = reply;
      if (status === 200) return { status, headers: replied, body: await pdfOf(reply.body, replied, maxBodyBytes) };
      await reply.body.dump();
      return { status, headers: replied, body: null };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw isBug(error) ? error : toFault(error, false, { provider, correlationId });
    }
  }
  return {
    exchange: upstream.wrap(exchange),
    open: upstream.wrap(open),
    sizes: new ListSizes(() => upstream.callsLeft),
    close: () => pool.destroy(),
  };
}

/** undici's own, of the parts of an exchange: what all of it may take has a deadline. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * Whether an exception says nothing of the provider: it is of our own code, or of undici about what it was given. Such a
 * one is thrown as it is, so that it is reported as a bug and never counts as an outage.
 */
function isBug(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: string };
  if (name === 'HTTPParserError' || error instanceof UnreadableBody) return false;
  return typeof code !== 'string' || code.startsWith('ERR_INVALID_') || REFUSED_BY_CLIENT.has(code);
}
const REFUSED_BY_CLIENT = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH']);

function toFault(
  error: unknown,
  timedOut: boolean,
  details: { provider: ProviderName; correlationId: string | undefined },
): Fault {
  const code = (error as { code?: string }).code ?? '';
  if (error instanceof UnreadableBody || /^UND_ERR_RES_EXCEEDED_MAX_SIZE$|^Z_|^ERR__/.test(code))
    return new Fault('PROVIDER_BAD_ANSWER', details);
  const timeout = timedOut || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  return new Fault(timeout ? 'PROVIDER_TIMEOUT' : 'PROVIDER_UNAVAILABLE', { ...details, notSent: NOT_SENT.has(code) });
}
