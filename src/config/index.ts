import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthSettings } from '../auth/authenticator.ts';
import type { ClusterSettings } from '../cluster/settings.ts';
import type { ProviderSettings } from '../datasources/index.ts';
import type { StreamOptions } from '../subscriptions/index.ts';
import { aarthikSettings } from './aarthik.ts';
import { authSettings } from './auth.ts';
import { capacitySettings, type Capacities } from './capacity.ts';
import { PROVIDER_KEYS, readSettings, type Env } from './environment.ts';
import { clusterSettings } from './cluster.ts';
import { fondoSettings } from './fondo.ts';
import { limitSettings, type Limits } from './limits.ts';
import type { Optimizations } from './optimizations.ts';
import { payexSettings } from './payex.ts';
import { streamSettings } from './streams.ts';
import { telemetrySettings, type TelemetrySettings } from './telemetry.ts';

export { PROVIDER_KEYS };
export type ProviderKey = (typeof PROVIDER_KEYS)[number];

/** What a gateway is started with. A provider without settings is off. */
export interface GatewayConfig extends Partial<ProviderSettings>, Optimizations {
  /** Whether `NODE_ENV` is `production`. */
  readonly production?: boolean;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Processes that listen on it, this one included; 1 when left out. */
  readonly workers?: number;
  /** The providers whose settings point at the built-in sandbox. */
  readonly sandboxed: ReadonlySet<ProviderKey>;
  /** Whether a browser on /graphql gets GraphiQL. */
  readonly graphiql: boolean;
  /** Whether acts that skip signature or check are permitted. */
  readonly backOffice: boolean;
  /** Address under which the outside reaches the gateway. */
  readonly publicUrl: string | undefined;
  /** Origins that callers may name as `callbackUrl`; empty: the gateway's own. */
  readonly callbackOrigins: readonly string[];
  /** Whether callers may name http URLs of a loopback address: outside production, where a frontend runs beside it. */
  readonly loopbackUrls: boolean;
  /** Who may call; `none`: everybody. Left out: nothing is said, which is allowed for sandboxes on a loopback address. */
  readonly auth?: AuthSettings | 'none' | undefined;
  /** Key of what the gateway gives away sealed; undefined for one of its own. */
  readonly filesSecret: string | undefined;
  /** Further keys that open what was sealed. */
  readonly previousFilesSecrets: readonly string[];
  /** What is shared with other instances; undefined: nothing. */
  readonly cluster?: ClusterSettings | undefined;
  readonly limits: Limits;
  /** How hard each provider may be driven, and when it is left alone. */
  readonly capacity: Capacities;
  readonly telemetry: TelemetrySettings;
  /** Milliseconds of a graceful stop: not ready but serving, then finishing what is in flight. */
  readonly stop: { readonly drainMs: number; readonly graceMs: number };
  /** How long reference data is kept, in milliseconds; 0: not at all. */
  readonly referenceMs: number;
  readonly streams?: StreamOptions;
  /** Controls the built-in sandbox, at `/sandbox`: see `mountSandbox`. */
  readonly sandboxControl?: SandboxControl | undefined;
}

/** Answers a request that was admitted; `body` is empty where it has none. */
export type SandboxControl = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>;

/** Whether a provider is called that is not the built-in sandbox. */
export const isLive = (config: Pick<GatewayConfig, ProviderKey | 'sandboxed'>): boolean =>
  PROVIDER_KEYS.some((key) => config[key] !== undefined && !config.sandboxed.has(key));

/** What is left out is as if the environment were empty. */
export type GatewayOptions = Pick<GatewayConfig, ProviderKey | 'sandboxed'> & Partial<GatewayConfig>;

/** What the environment says: the settings of a provider are missing where it is left to the sandbox. */
export interface Settings extends Omit<GatewayConfig, ProviderKey | 'sandboxed'> {
  readonly providers: Partial<ProviderSettings>;
  /** The providers that are switched off: neither called nor simulated. */
  readonly off: ReadonlySet<ProviderKey>;
  /** How many times as fast as real time the sandbox runs. */
  readonly sandboxSpeed: number;
  readonly workers: number;
  /** What the control of the sandbox asks for; undefined: nothing, and it is open on a loopback address alone. */
  readonly sandboxToken: string | undefined;
  /** How often secrets are read again; 0: only on SIGHUP. */
  readonly secretsRefreshMs: number;
}

/**
 * Reads the environment once. A provider of which no variable is set is left to the sandbox, unless it is off itself
 * (`FONDO=off`) or the sandbox is (`SANDBOX=off`, the default with `NODE_ENV=production`). Throws one error that names
 * everything that is missing or not valid.
 */
export function loadSettings(env: Env): Settings {
  const { server, providers, auth, limits, streams, cluster, capacity, telemetry, fondo, payex, aarthik } =
    readSettings(env);
  const anyLive = fondo !== undefined || payex !== undefined || aarthik !== undefined;
  return {
    providers: {
      ...(fondo && { fondo: fondoSettings(fondo) }),
      ...(payex && { payex: payexSettings(payex) }),
      ...(aarthik && { aarthik: aarthikSettings(aarthik) }),
    },
    off: new Set(PROVIDER_KEYS.filter((key) => providers[key.toUpperCase() as Uppercase<ProviderKey>] === 'off')),
    production: server.NODE_ENV === 'production',
    host: server.HOST,
    port: server.PORT,
    workers: server.WORKERS,
    graphiql: server.GRAPHIQL,
    backOffice: server.BACKOFFICE,
    publicUrl: server.PUBLIC_URL,
    callbackOrigins: server.CALLBACK_ORIGINS,
    loopbackUrls: server.NODE_ENV !== 'production',
    sandboxSpeed: providers.SANDBOX_SPEED,
    sandboxToken: providers.SANDBOX_CONTROL_TOKEN,
    secretsRefreshMs: server.SECRETS_REFRESH_MS,
    auth: authSettings(auth),
    filesSecret: server.FILES_SECRET,
    previousFilesSecrets: server.FILES_SECRET_PREVIOUS,
    cluster: clusterSettings(cluster, server.FILES_SECRET, server.FILES_SECRET_PREVIOUS),
    limits: limitSettings(limits),
    capacity: capacitySettings(capacity),
    streams: streamSettings(streams),
    referenceMs: capacity.CACHE_REFERENCE_MS,
    telemetry: telemetrySettings(telemetry, server.NODE_ENV === 'production' && anyLive),
    stop: { drainMs: server.DRAIN_MS, graceMs: server.GRACE_MS },
  };
}
