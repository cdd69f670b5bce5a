/** What a start tells. */
export interface Start {
  readonly production: boolean;
  readonly url: string;
  /** Of /metrics and /health, where they have a port of their own. */
  readonly metricsUrl: string | undefined;
  readonly sandboxed: readonly string[];
  readonly live: readonly string[];
  readonly off: readonly string[];
}

const list = (names: readonly string[]): string => names.join(', ') || 'none';

/**
 * Where things are: in production one line of JSON, in the form of the log and whatever its level; otherwise a few lines for a
 * person.
 */
export function startLines({ production, url, metricsUrl = url, sandboxed, live, off }: Start): string {
  const graphql = `${url}/graphql`;
  const health = `${metricsUrl}/health/ready`;
  const metrics = `${metricsUrl}/metrics`;
  if (production) {
    const time = new Date().toISOString();
    return JSON.stringify({ level: 30, time, msg: 'listening', graphql, health, metrics, live, sandboxed, off });
  }
  const isControlled = sandboxed.length > 0 && live.length === 0;
  return `
  Financial GraphQL gateway
  Start page         ${url}
  GraphiQL and API   ${graphql}${isControlled ? `\n  Sandbox            ${url}/sandbox` : ''}
  Health, metrics    ${health}  ${metrics}
  Sandboxed          ${list(sandboxed)}
  Live               ${list(live)}${off.length > 0 ? `\n  Off                ${list(off)}` : ''}

  Try:  curl ${graphql} -H 'content-type: application/json' \\
          -d '{"query":"{ clients { nodes { name accounts(first: 3) { nodes { name } } } } }"}'
`;
}
