import type { AuthSettings } from '../auth/authenticator.ts';
import { readAuth } from './auth.ts';
import { readCapacity } from './capacity.ts';
import { readLimits, type Limits } from './limits.ts';
import { Reader, type Env } from './reader.ts';
import { SETTINGS } from './table.ts';
import { readStreams } from './streams.ts';
import { readTelemetry, type TelemetrySettings } from './telemetry.ts';
import { readAarthik } from './aarthik.ts';
import type { Capacity } from '../datasources/kit/capacity.ts';
import type { ProviderSettings } from '../datasources/index.ts';
import type { Optimizations } from './optimizations.ts';
import type { StreamOptions } from '../subscriptions/index.ts';

export type ProviderKey = keyof ProviderSettings;

/** What a gateway is started with. */
export interface GatewayConfig extends ProviderSettings, Optimizations {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The providers whose settings point at the built-in sandbox. */
  readonly sandboxed: ReadonlySet<ProviderKey>;
  /** Whether a browser on /graphql gets GraphiQL. */
  readonly graphiql: boolean;
  /** Whether acts that skip signature or check are permitted. */
  readonly backOffice: boolean;
  /** Address under which the outside reaches the gateway. */
  readonly publicUrl: string | undefined;
  /** Who may call; `none`: everybody. Left out: nothing is said, which is allowed for sandboxes on a loopback address. */
  readonly auth?: AuthSettings | 'none' | undefined;
  /** Key of what the gateway gives away sealed; undefined for one of its own. */
  readonly filesSecret: string | undefined;
  readonly limits: Limits;
  /** How hard each provider may be driven, and when it is left alone. */
  readonly capacity: Readonly<Record<ProviderKey, Capacity>>;
  readonly telemetry: TelemetrySettings;
  /** Milliseconds of a graceful stop: not ready but serving, then finishing what is in flight. */
  readonly stop: { readonly drainMs: number; readonly graceMs: number };
  /** How long reference data is kept, in milliseconds; 0: not at all. */
  readonly referenceMs: number;
  readonly streams?: StreamOptions;
}

/** What is left out is as if the environment were empty. */
export type GatewayOptions = Pick<GatewayConfig, ProviderKey | 'sandboxed'> & Partial<GatewayConfig>;

/** What the environment says: the settings of a provider are missing where it is left to the sandbox. */
export interface Settings extends Omit<GatewayConfig, ProviderKey | 'sandboxed'> {
  readonly providers: Partial<ProviderSettings>;
  /** How many times as fast as real time the sandbox runs. */
  readonly sandboxSpeed: number;
  /** How often secrets are read again; 0: only on SIGHUP. */
  readonly secretsRefreshMs: number;
}

export type SettingsReader = Reader<typeof SETTINGS>;

/**
 * Reads the environment once. A provider of which no variable is set is left to the sandbox, unless the sandbox is off
 * (`SANDBOX=off`, or `NODE_ENV=production`). Throws one error that names everything that is missing or not valid.
 */
export function loadSettings(env: Env): Settings {
  const reader = new Reader(SETTINGS, env);
  const production = reader.read('NODE_ENV') === 'production';
  const sandboxOff = reader.read('SANDBOX', production ? 'off' : 'on') === 'off';
  const providers = readProviders(reader, sandboxOff);
  const settings: Settings = {
    providers,
    host: reader.read('HOST'),
    port: reader.read('PORT'),
    graphiql: reader.read('GRAPHIQL', !production),
    backOffice: reader.read('BACKOFFICE'),
    publicUrl: reader.read('PUBLIC_URL'),
    sandboxSpeed: reader.read('SANDBOX_SPEED'),
    secretsRefreshMs: reader.read('SECRETS_REFRESH_MS'),
    auth: readAuth(reader),
    filesSecret: reader.read('FILES_SECRET'),
    limits: readLimits(reader, production),
    capacity: readCapacity(reader),
    streams: readStreams(reader),
    referenceMs: reader.read('CACHE_REFERENCE_MS', production ? 60_000 : 0),
    telemetry: readTelemetry(reader, production, Object.keys(providers).length > 0),
    stop: { drainMs: reader.read('DRAIN_MS', production ? 5_000 : 0), graceMs: reader.read('GRACE_MS') },
  };
  reader.complain(sandboxOff ? ' The sandbox is off, so every provider needs its settings.' : '');
  return settings;
}

/** The settings of the providers alone: read again when secrets rotate. */
export function readProviders(reader: SettingsReader, sandboxOff: boolean): Partial<ProviderSettings> {
  const inUse = (group: string): boolean =>
    sandboxOff ||
    Object.entries(SETTINGS).some(
      ([name, setting]) => setting.group === group && reader.has(name as keyof typeof SETTINGS),
    );
  const fondo = inUse('Fondo') && {
    url: reader.read('FONDO_URL'),
    clientId: reader.read('FONDO_CLIENT_ID'),
    clientSecret: reader.read('FONDO_CLIENT_SECRET'),
    callbacks: reader.has('FONDO_WEBHOOK_SECRET')
      ? {
          secret: reader.read('FONDO_WEBHOOK_SECRET'),
          header: reader.read('FONDO_WEBHOOK_HEADER'),
          format: reader.read('FONDO_WEBHOOK_FORMAT'),
        }
      : undefined,
  };
  const payex = inUse('PayEx') && {
    url: reader.read('PAYEX_URL'),
    ownerNo: reader.read('PAYEX_OWNER_NO'),
    token: reader.read('PAYEX_TOKEN'),
    cert: reader.read('PAYEX_CERT'),
    key: reader.read('PAYEX_KEY'),
    apiVersion: reader.read('PAYEX_API_VERSION'),
  };
  if (reader.has('PAYEX_CERT') !== reader.has('PAYEX_KEY'))
    reader.require(reader.has('PAYEX_CERT') ? 'PAYEX_KEY' : 'PAYEX_CERT');
  const aarthik = inUse('Aarthik') && readAarthik(reader);
  return { ...(fondo && { fondo }), ...(payex && { payex }), ...(aarthik && { aarthik }) };
}
