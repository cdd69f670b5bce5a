import { ApolloLink, Observable } from '@apollo/client';
import { subscribeForever, type StreamStatus, type Transport } from '@financial-gateway/client/realtime';
import { print } from 'graphql';

/**
 * Subscriptions that come back by themselves: `useSubscription` goes on behind the last event over lost connections, restarts
 * and expired tokens. A component hears of an error only if it is final. `onLive` of the context is called whenever nothing is
 * missing from now on, if the document asks for that (`includeStatus`): what was read before may be older than the next event.
 */
export const foreverLink = (
  transport: Transport,
  onStatus: (stream: object, status: StreamStatus | 'ENDED') => void,
): ApolloLink =>
  new ApolloLink(
    ({ query, variables, getContext }) =>
      new Observable((observer) => {
        const stream = new AbortController();
        const follow = async (): Promise<void> => {
          const events = subscribeForever({
            transport,
            document: print(query),
            variables,
            signal: stream.signal,
            onStatus: (status) => {
              onStatus(stream, status);
              if (status.state === 'LIVE') (getContext()['onLive'] as (() => void) | undefined)?.();
            },
          });
          for await (const { data, errors } of events)
            observer.next({ data: data as Record<string, unknown>, ...(errors && { errors: [...errors] }) });
        };
        follow()
          .then(
            () => observer.complete(),
            (error: unknown) => observer.error(error),
          )
          .finally(() => onStatus(stream, 'ENDED'));
        return () => stream.abort();
      }),
  );
