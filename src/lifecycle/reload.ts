import { replaceApiKeys, type ApiKey } from '../auth/api-keys.ts';
import type { GatewayConfig, Settings } from '../config/index.ts';
import type { ProviderSettings } from '../datasources/index.ts';

/** What may change while a gateway runs; what is left out stays as it is. */
export interface Reloaded extends Partial<ProviderSettings> {
  readonly apiKeys?: readonly ApiKey[];
  readonly metricsToken?: string | undefined;
  readonly trustedDocuments?: ReadonlyMap<string, string>;
}

/** What may change, out of all settings. */
export const reloadedOf = ({ providers, auth, telemetry, limits }: Settings): Reloaded => ({
  ...providers,
  ...(typeof auth === 'object' && { apiKeys: auth.apiKeys }),
  metricsToken: telemetry.metricsToken,
  trustedDocuments: limits.trustedDocuments,
});

/** A configuration of the gateway's own: what may change in it is read at each use. */
export const ownConfig = ({ auth, telemetry, limits, ...config }: GatewayConfig): GatewayConfig => ({
  ...config,
  auth: typeof auth === 'object' ? { ...auth } : auth,
  telemetry: { ...telemetry },
  limits: { ...limits },
});

/**
 * Puts new values into use. Never opens what was closed: a token or keys that are no longer given stay. Streams and
 * WebSockets of an API key that is withdrawn, or given other rights, end.
 */
export function applyReload({ auth, telemetry, limits }: GatewayConfig, fresh: Reloaded): void {
  const { apiKeys, metricsToken, trustedDocuments } = fresh;
  if (apiKeys && typeof auth === 'object') Object.assign(auth, { apiKeys: replaceApiKeys(auth.apiKeys, apiKeys) });
  if (metricsToken !== undefined) Object.assign(telemetry, { metricsToken });
  if (trustedDocuments) Object.assign(limits, { trustedDocuments });
}
