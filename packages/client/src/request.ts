import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { anonymous, type Credentials } from './credentials.ts';
import { hashOf, textOf } from './document-text.ts';
import { GatewayError, type GraphQLErrorEntry } from './gateway-error.ts';

export interface RequestOptions {
  /** `https://…/graphql`. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** Whether documents of `./documents` are sent as their hash (`TRUSTED_DOCUMENTS` of the gateway). */
  readonly trusted?: boolean;
  /** Milliseconds until a request is given up; the gateway itself ends operations after a minute. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** No variables are to be given where a document has none. */
export type VariablesOf<V> = Record<string, never> extends V ? [variables?: V] : [variables: V];

export type Request = <R, V>(document: TypedDocumentNode<R, V>, ...variables: VariablesOf<V>) => Promise<R>;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLErrorEntry[];
}

/**
 * Queries and mutations by `fetch`. Resolves to the data; throws a `GatewayError` if there is any error, with the data
 * that came along, and what `fetch` throws where no answer arrived. Nothing is sent twice.
 */
export function createRequest(options: RequestOptions): Request {
  const { url, credentials = anonymous, trusted = false, timeoutMs = 65_000, fetch: send = fetch } = options;
  return async <R, V>(document: TypedDocumentNode<R, V>, ...[variables]: VariablesOf<V>): Promise<R> => {
    const documentId = trusted ? hashOf(document) : undefined;
    const response = await send(url, {
      method: 'POST',
      headers: {
        ...(await credentials()),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
      body: JSON.stringify({ ...(documentId ? { documentId } : { query: textOf(document) }), variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { data, errors } = await answerOf(response);
    if (errors?.length || data == null) throw new GatewayError(errors ?? [], data);
    return data as R;
  };
}

/** What stands before the gateway may answer something else than GraphQL. */
async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { errors: [{ message: `HTTP ${response.status}`, extensions: { code: `HTTP_${response.status}` } }] };
  }
}
