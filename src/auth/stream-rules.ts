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
import { mayTouch } from './payex/rules.ts';
import { longTimeout } from './long-timeout.ts';
import { demand, demanding, type Sees } from './guard.ts';

/** The streams as an operation sees them: they can be joined, and told of what the operation has done itself. */
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
  /** Fondo behind no rules, read anew. */
  readonly fondo: () => Fondo;
  /** Fondo behind no rules, read once for all who are to be shown this event: see `EventReads`. */
  readonly fondoOf: (event: object) => Fondo;
  /** When and how the credentials end, and the stream with them; nothing where the connection takes care of that. */
  readonly credentials: Ending;
}

export type Ending = Pick<Caller, 'expiresAt' | 'withdrawn'>;

/** Who may join which stream, and what of it comes through. A stream without a rule does not compile. */
export function guardStreams(streams: Streams, scope: StreamScope): OpenStreams {
  const { access, grants, operation, fondo, fondoOf, credentials } = scope;
  const signing = demanding(access, 'onboarding:write');
  const reachIn = (reads: Fondo): FondoDataScope => new FondoDataScope(access, grants, reads, operation.correlationId);
  const reach = (): FondoDataScope => reachIn(fondo());
  return {
    fondoEvents: {
      subscribe: (clientId, join) => {
        demand(access, 'investing:read');
        const now = reach();
        if (!now.some(clientId)) return refused(noSuchObject(operation.correlationId));
        const sees: Sees<ClientEvent> = (event) =>
          event.object === 'stream' || reachIn(fondoOf(event)).seesEvent(event);
        const source = streams.fondoEvents.subscribe(clientId, join);
        return passing(source, now.whole(clientId) ? undefined : sees, credentials);
      },
      states: (clientId, object, id, read) => {
        demand(access, 'investing:read');
        const now = reach();
        if (!now.some(clientId)) return refused(noSuchObject(operation.correlationId));
        const sees = (state: object): Promise<boolean> =>
          reachIn(fondoOf(state)).seesEvent(eventOf(clientId, object, state));
        const source = streams.fondoEvents.states(clientId, object, id, read);
        return passing(source, now.whole(clientId) ? undefined : sees, credentials);
      },
      // Opens nothing: what is told of its payments passes the rules of `subscribe`.
      followInstruction: (clientId, id, payments) => {
        demand(access, 'investing:read');
        if (!reach().some(clientId)) throw noSuchObject(operation.correlationId);
        streams.fondoEvents.followInstruction(clientId, id, payments);
      },
    },
    swishDeposits: {
      subscribe: (id) => {
        demand(access, 'investing:read');
        const now = reach();
        const allowed = async (): Promise<boolean> => now.everything || now.made('swish', id);
        const join = () => streams.swishDeposits.subscribe(id);
        return passing(afterwards(allowed, noSuchObject(operation.correlationId), join), undefined, credentials);
      },
    },
    paymentInstructions: {
      subscribe: (key) => {
        demand(access, 'investing:read');
        const now = reach();
        const [clientId = '', id = ''] = key.split('/');
        const seen = async (): Promise<boolean> => {
          const batch = now.some(clientId) ? await fondo().paymentInstructions.byId(clientId, id) : null;
          return batch !== null && now.seesInstruction(batch);
        };
        const join = () => streams.paymentInstructions.subscribe(key);
        return passing(afterwards(seen, noSuchObject(operation.correlationId), join), undefined, credentials);
      },
    },
    signings: {
      subscribe: (key) => {
        demand(access, 'onboarding:read');
        const { correlationId } = operation;
        return passing(
          afterwards(
            () => mayTouch(access, grants, key),
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
        demand(access, 'loans:read');
        if (!covers(access.aarthikBorrowers, borrower)) return refused(noSuchJourney(operation.correlationId));
        return passing(streams.loanJourneys.subscribe(borrower), undefined, credentials);
      },
    },
  };
}

/** A state as an event shows it, for the rules that judge events. */
const eventOf = (clientId: string, object: EventObject, current: object): FondoEvent =>
  ({ clientId, object, action: 'update', current, previous: null }) as FondoEvent;

/** A stream that is joined once it is known that the caller may. */
const afterwards = <T>(
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

/** A stream that fails like one of something that is not there. */
const refused = <T>(error: Error): AsyncGenerator<T, void> =>
  interruptible(async function* () {
    yield* [];
    throw error;
  });

/** What of a stream can be seen, until the credentials of the caller end. */
function passing<T>(
  source: AsyncGenerator<T, void>,
  sees: Sees<T> | undefined,
  { expiresAt, withdrawn }: Ending,
): AsyncGenerator<T, void> {
  if (!sees && expiresAt === undefined && !withdrawn) return source;
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
      else for await (const item of source) if (!sees || (await sees(item))) yield item;
    } finally {
      stop?.();
      withdrawn?.removeEventListener('abort', withdraw);
    }
    if (ended !== undefined) throw new CredentialsExpired(ended);
  });
}
