/** Why a request is not authenticated. The message is for the developer of the caller; it repeats no token. */
export class Unauthenticated extends Error {
  /**
   * As in RFC 6750: no credentials at all, or invalid ones. `expired`: a token that would be accepted but for its end.
   * `unavailable`: the issuer cannot be reached.
   */
  readonly reason: 'missing' | 'invalid' | 'expired' | 'unavailable';

  constructor(reason: Unauthenticated['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The challenge of a 401 (RFC 9110, 11.6.1; RFC 6750, 3). */
export const challenge = ({ reason, message }: Unauthenticated): string => {
  const error = reason === 'missing' ? '' : `, error="invalid_token", error_description="${message}"`;
  return `Bearer realm="graphql"${error}, ApiKey realm="graphql"`;
};
