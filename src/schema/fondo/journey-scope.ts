import type { Journey } from '../../datasources/fondo/types.ts';
import type { Links } from '../../auth/signed-links.ts';
import { JOURNEY_CALLBACK_PATH } from '../../datasources/fondo/journey-callbacks.ts';

/**
 * The `scope` of a journey travels through the end investor's browser and comes back to us: sealed, it reveals nothing
 * on the way, and none but our own is believed. Base64, as Fondo wants it.
 */
export const sealScope = (links: Links, clientId: string, reference: string | null | undefined): string =>
  Buffer.from(links.seal('journey-scope', [clientId, reference ?? null])).toString('base64');

/** Path at which the gateway receives the callbacks of the journeys of a client. */
export const callbackPath = (clientId: string): string => JOURNEY_CALLBACK_PATH + clientId;

/** The scope that a caller has passed, unchanged; null for what the gateway has sealed. */
export function callerScope(
  links: Links,
  { scope, callbackUrl, clientId }: Pick<Journey, 'scope' | 'callbackUrl' | 'clientId'>,
): string | null {
  if (!scope || URL.parse(callbackUrl ?? '')?.pathname.endsWith(callbackPath(clientId))) return null;
  const isSealed = links.open('journey-scope', Buffer.from(scope, 'base64').toString()) !== undefined;
  return isSealed ? null : scope;
}

/** The reference in a scope; null when there is none, or when it was not sealed here for this client. */
export function openScope(links: Links, scope: string | null | undefined, clientId: string): string | null {
  const opened = scope ? links.open('journey-scope', Buffer.from(scope, 'base64').toString()) : undefined;
  if (!Array.isArray(opened)) return null;
  const [owner, reference] = opened as unknown[];
  return owner === clientId && typeof reference === 'string' ? reference : null;
}
