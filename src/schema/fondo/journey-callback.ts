import type { Context } from '../../context.ts';
import type { Checks } from '../../datasources/kit/checks.ts';
import { expectCallback } from '../../datasources/kit/callback-url.ts';
import { callbackPath, sealScope } from './journey-scope.ts';

/** Longest scope of a caller, in characters; the contract names no limit. */
export const MAX_SCOPE = 2_048;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

interface Given {
  readonly scope?: string | null | undefined;
  readonly reference?: string | null | undefined;
  readonly callbackUrl?: string | null | undefined;
}

/** Where Fondo posts the events: an allowed address of the caller, or the gateway's own where Fondo can reach it. */
export function callbackOf(checks: Checks, { callbackUrl: given }: Given, clientId: string, context: Context): string {
  const { links, sandboxed } = context;
  if (given != null) {
    expectCallback(checks, given, 'input.callbackUrl', links.callbackOrigins);
    return given;
  }
  const isReachable = links.isPublic || sandboxed.has('fondo');
  checks.expect(isReachable, 'input.callbackUrl', 'expected a URL, since this gateway has no PUBLIC_URL');
  return links.to(callbackPath(clientId));
}

/** The caller's own scope as it was given; a sealed one of the gateway for its own callback, or for a reference. */
export function scopeOf(
  checks: Checks,
  { scope, reference, callbackUrl }: Given,
  clientId: string,
  { links }: Context,
): string | null {
  if (scope == null) return callbackUrl != null && reference == null ? null : sealScope(links, clientId, reference);
  const path = 'input.scope';
  checks.expect(
    scope !== '' && scope.length <= MAX_SCOPE && BASE64.test(scope),
    path,
    `expected base64 (RFC 4648, section 4, with padding) of 1 to ${MAX_SCOPE} characters`,
  );
  checks.expect(
    callbackUrl != null,
    path,
    "expected a callbackUrl of your own beside it: the gateway's own callback carries a sealed scope",
  );
  checks.expect(reference == null, path, 'expected either scope or reference: a reference is encrypted into the scope');
  return scope;
}
