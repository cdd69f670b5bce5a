import { rememberLast } from '../datasources/kit/remember-last.ts';
import { rightsKey, type Access } from './access.ts';

/** The caller of an operation. */
export interface Caller {
  /** Undefined where authentication is off: everything is open. */
  readonly access: Access | undefined;
  /** A stable string of what the caller may see: operations may share what they read only where it is the same. */
  readonly rights: string;
  /**
   * Who it is, unique over all issuers and API keys, or its address: callers share the capacity of a provider, and the
   * memory of subscriptions, fairly by it.
   */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch; undefined for a caller whose credentials do not end. */
  readonly expiresAt: number | undefined;
  /** Aborted when the credentials are withdrawn; undefined where they cannot be. */
  readonly withdrawn?: AbortSignal | undefined;
}

/** Everybody, where authentication is off. */
export const OPEN: Caller = { access: undefined, rights: 'open', expiresAt: undefined };

/** The same caller, under a name to share capacity by: an address, where nobody is known and everything is open. */
export const identified = (caller: Caller, holder: string): Caller => (caller.access ? caller : openTo(holder));

const openTo = rememberLast((holder): Caller => ({ ...OPEN, id: holder }));

/** A caller who has proved who it is. */
export const callerOf = (access: Access, expiresAt?: number): Caller => ({
  access,
  rights: rightsKey(access),
  id: access.subject,
  expiresAt,
});
