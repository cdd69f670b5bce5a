import { noSuchJourney } from '../datasources/aarthik/problems.ts';
import type { EventObject, FondoEvent } from '../datasources/fondo/events.ts';
import type { Fondo } from '../datasources/fondo/index.ts';
import { noSuchObject } from '../datasources/fondo/problems.ts';
import { noSuchApplication } from '../datasources/payex/problems.ts';
import type { Operation } from '../datasources/kit/operation.ts';
import { CredentialsExpired } from '../problem.ts';
import { interruptible } from '../subscriptions/kit/interruptible.ts';
import type { Streams } from '../subscriptions/index.ts';
import { covers, type Access } from './access.ts';
import type { Caller } from './caller.ts';
import type { ClientEvent } from '../subscriptions/fondo/event-types.ts';
import { FondoDataScope } from './fondo/data-scope.ts';
import type { Grants } from './grants.ts';
import { canAccessApplication } from './payex/rules.ts';
import { longTimeout } from '../long-timeout.ts';
import { requirePermission, withPermission, type Visibility } from './guard.ts';

/** The streams as an operation sees them: they can be joined, and notified of what the operation has done itself. */
export type OpenStreams = {
  readonly [K in keyof Streams]: Pick<
    Streams[K],
    'subscribe' | Extract<keyof Streams[K], 'states' | 'followInstruction' | 'news' | 'callbackFor'>
  >;
};

export interface StreamScope {
  readonly access: Access;
  readonly grants: Grants;
  readonly operation: Operation;
  /** Fondo without rules, read anew. */
  readonly fondo: () => Fondo;
  /** Fondo without rules, read once for all who are to be shown this event: see `EventReads`. */
  readonly fondoOf: (event: object) => Fondo;
  /** When and how the credentials end, and the stream with them; nothing where the connection takes care of that. */
  readonly credentials: CredentialLifetime;
}

export type CredentialLifetime = Pick<Caller, 'expiresAt' | 'withdrawn'>;

/** Who may join which stream, and which of its events are delivered. A stream without a rule does not compile. */
export function guardStreams(streams: Streams, scope: StreamScope): OpenStreams {
  const { access, grants, operation, fondo, fondoOf, credentials } = scope;
  const signing = withPermission(access, 'onboarding:write');
  const dataScopeOf = (reads: Fondo): FondoDataScope =>
    new FondoDataScope(access, grants, reads, operation.correlationId);
  const dataScope = (): FondoDataScope => dataScopeOf(fondo());
  return {
    fondoEvents: {
      subscribe: (clientId, join) => {
        requirePermission(access, 'investing:read');
        const callerScope = dataScope();
        if (!callerScope.canSeeClient(clientId)) return failedStream(noSuchObject(operation.correlationId));
        const isVisible: Visibility<ClientEvent> = (event) =>
          event.object === 'stream' || dataScopeOf(fondoOf(event)).canSeeEvent(event);
        const source = streams.fondoEvents.subscribe(clientId, join);
        return filterStream(source, callerScope.coversClient(clientId) ? undefined : isVisible, credentials);
      },
      states: (clientId, object, id, read) => {
        requirePermission(access, 'investing:read');
        const callerScope = dataScope();
        if (!callerScope.canSeeClient(clientId)) return failedStream(noSuchObject(operation.correlationId));
        const isVisible = (state: object): Promise<boolean> =>
          dataScopeOf(fondoOf(state)).canSeeEvent(eventOf(clientId, object, state));
        const source = streams.fondoEvents.states(clientId, object, id, read);
        return filterStream(source, callerScope.coversClient(clientId) ? undefined : isVisible, credentials);
      },
      // Grants no access: events of its payments pass the rules of `subscribe`.
      followInstruction: (clientId, id, payments) => {
        requirePermission(access, 'investing:read');
        if (!dataScope().canSeeClient(clientId)) throw noSuchObject(operation.correlationId);
        streams.fondoEvents.followInstruction(clientId, id, payments);
      },
    },
    swishDeposits: {
      subscribe: (id) => {
        requirePermission(access, 'investing:read');
        const callerScope = dataScope();
        const allowed = async (): Promise<boolean> =>
          callerScope.coversAllClients || callerScope.createdByCaller('swish', id);
        const join = () => streams.swishDeposits.subscribe(id);
        return filterStream(
          joinIfAllowed(allowed, noSuchObject(operation.correlationId), join),
          undefined,
          credentials,
        );
      },
    },
    paymentInstructions: {
      subscribe: (key) => {
        requirePermission(access, 'investing:read');
        const callerScope = dataScope();
        const [clientId = '', id = ''] = key.split('/');
        const seen = async (): Promise<boolean> => {
          const batch = callerScope.canSeeClient(clientId)
            ? await fondo().paymentInstructions.byId(clientId, id)
            : null;
          return batch !== null && callerScope.canSeeInstruction(batch);
        };
        const join = () => streams.paymentInstructions.subscribe(key);
        return filterStream(joinIfAllowed(seen, noSuchObject(operation.correlationId), join), undefined, credentials);
      },
    },
    signings: {
      subscribe: (key) => {
        requirePermission(access, 'onboarding:read');
        const { correlationId } = operation;
        return filterStream(
          joinIfAllowed(
            () => canAccessApplication(access, grants, key),
            noSuchApplication(correlationId),
            () => streams.signings.subscribe(key),
          ),
          undefined,
          credentials,
        );
      },
      news: signing((key) => streams.signings.news(key)),
      callbackFor: signing((key) => streams.signings.callbackFor(key)),
    },
    loanJourneys: {
      subscribe: (borrower) => {
        requirePermission(access, 'loans:read');
        if (!covers(access.aarthikBorrowers, borrower)) return failedStream(noSuchJourney(operation.correlationId));
        return filterStream(streams.loanJourneys.subscribe(borrower), undefined, credentials);
      },
    },
  };
}

/** A state as an event shows it, for the rules that judge events. */
const eventOf = (clientId: string, object: EventObject, current: object): FondoEvent =>
  ({ clientId, object, action: 'update', current, previous: null }) as FondoEvent;

/** A stream that is joined once it is known that the caller may. */
const joinIfAllowed = <T>(
  allowed: () => Promise<boolean>,
  refusal: Error,
  join: () => AsyncGenerator<T, void>,
): AsyncGenerator<T, void> =>
  interruptible(async function* (signal) {
    if (!(await allowed())) throw refusal;
    const source = join();
    signal.addEventListener('abort', () => void source.return(), { once: true });
    if (!signal.aborted) yield* source;
  });

/** A stream that fails like one of an object that does not exist. */
const failedStream = <T>(error: Error): AsyncGenerator<T, void> =>
  interruptible(async function* () {
    yield* [];
    throw error;
  });

/** The visible part of a stream, until the credentials of the caller end. */
function filterStream<T>(
  source: AsyncGenerator<T, void>,
  isVisible: Visibility<T> | undefined,
  { expiresAt, withdrawn }: CredentialLifetime,
): AsyncGenerator<T, void> {
  if (!isVisible && expiresAt === undefined && !withdrawn) return source;
  return interruptible(async function* (signal) {
    let ended: string | undefined;
    const leave = (): void => void source.return();
    const end = (why: string): void => ((ended = why), leave());
    const withdraw = (): void => end('The credentials have been withdrawn: the stream ends.');
    const expire = (): void => end('The credentials have expired: the stream ends. Connect again with new ones.');
    const stop = expiresAt === undefined ? undefined : longTimeout(expire, expiresAt);
    signal.addEventListener('abort', leave, { once: true });
    withdrawn?.addEventListener('abort', withdraw, { once: true });
    try {
      if (withdrawn?.aborted) withdraw();
      else for await (const item of source) if (!isVisible || (await isVisible(item))) yield item;
    } finally {
      stop?.();
      withdrawn?.removeEventListener('abort', withdraw);
    }
    if (ended !== undefined) throw new CredentialsExpired(ended);
  }, source);
}
