import { readFileSync } from 'node:fs';
import type { ProviderSettings } from './datasources/index.ts';
import type { StreamOptions } from './subscriptions/index.ts';

export type ProviderKey = keyof ProviderSettings;

/** What a gateway is started with. */
export interface GatewayConfig extends ProviderSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The providers whose settings point at the built-in sandbox. */
  readonly sandboxed: ReadonlySet<ProviderKey>;
  /** Whether a browser on /graphql gets GraphiQL. */
  readonly graphiql: boolean;
  readonly streams?: StreamOptions;
}

/** What the environment says: the settings of a provider are missing where it is left to the sandbox. */
export interface Settings extends Omit<GatewayConfig, ProviderKey | 'sandboxed'> {
  readonly providers: Partial<ProviderSettings>;
  /** How many times as fast as real time the sandbox runs. */
  readonly sandboxSpeed: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment once. A provider of which no variable is set is left to the sandbox, unless the sandbox is off
 * (`SANDBOX=off`, or `NODE_ENV=production`). Throws one error that names everything that is missing or not valid.
 */
export function loadSettings(env: Env): Settings {
  const wrong: string[] = [];
  const missing: string[] = [];
  const sandboxOff = env['SANDBOX'] === 'off' || (env['NODE_ENV'] === 'production' && env['SANDBOX'] !== 'on');

  const optional = <T>(name: string, parse: (text: string) => T | undefined, fallback: T): T => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value === undefined) wrong.push(name);
    return value ?? fallback;
  };
  const required = <T>(name: string, parse: (text: string) => T | undefined): T => {
    const text = env[name];
    if (text === undefined || text === '') missing.push(name);
    const value = text ? parse(text) : undefined;
    if (text && value === undefined) wrong.push(name);
    return value as T; // never seen undefined: we throw below
  };
  const provider = <T>(prefix: string, read: () => T): T | undefined =>
    sandboxOff || Object.keys(env).some((name) => name.startsWith(prefix) && env[name]) ? read() : undefined;

  const fondo = provider('FONDO_', () => ({
    url: required('FONDO_URL', url),
    clientId: required('FONDO_CLIENT_ID', text),
    clientSecret: required('FONDO_CLIENT_SECRET', text),
  }));
  const payex = provider('PAYEX_', () => ({
    url: required('PAYEX_URL', url),
    ownerNo: required('PAYEX_OWNER_NO', text),
    token: required('PAYEX_TOKEN', text),
    cert: optional('PAYEX_CERT', pem, undefined),
    key: optional('PAYEX_KEY', pem, undefined),
    apiVersion: optional('PAYEX_API_VERSION', text, 'v1'),
  }));
  if (Boolean(env['PAYEX_CERT']) !== Boolean(env['PAYEX_KEY']))
    missing.push(env['PAYEX_CERT'] ? 'PAYEX_KEY' : 'PAYEX_CERT');
  const aarthik = provider('AARTHIK_', () => ({
    url: required('AARTHIK_URL', url),
    apiKey: required('AARTHIK_API_KEY', text),
  }));
  const settings: Settings = {
    host: optional('HOST', text, '127.0.0.1'),
    port: optional('PORT', port, 4000),
    graphiql: env['NODE_ENV'] !== 'production',
    sandboxSpeed: optional('SANDBOX_SPEED', speed, 1),
    providers: { ...(fondo && { fondo }), ...(payex && { payex }), ...(aarthik && { aarthik }) },
  };
  const faults = [
    missing.length > 0 ? `Missing: ${missing.join(', ')}.` : '',
    wrong.length > 0
      ? `Not valid: ${wrong.map((name) => `${name} (expected ${EXPECTED[name] ?? 'a text'})`).join(', ')}.`
      : '',
  ].filter(Boolean);
  if (faults.length > 0) {
    const why = sandboxOff ? ' The sandbox is off, so every provider needs its settings.' : '';
    throw new Error(`The settings in the environment are not complete. ${faults.join(' ')}${why}`);
  }
  return settings;
}

const EXPECTED: Readonly<Record<string, string>> = {
  PORT: 'a port from 0 to 65535',
  FONDO_URL: 'an http or https URL',
  PAYEX_URL: 'an http or https URL',
  AARTHIK_URL: 'an http or https URL',
  PAYEX_CERT: 'PEM text or the path of a readable PEM file',
  PAYEX_KEY: 'PEM text or the path of a readable PEM file',
  SANDBOX_SPEED: 'a number above 0, at most 1000',
};

const text = (value: string): string => value;
const url = (value: string): string | undefined =>
  /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined;
const port = (value: string): number | undefined =>
  /^\d{1,5}$/.test(value) && Number(value) < 65_536 ? Number(value) : undefined;
const speed = (value: string): number | undefined =>
  Number(value) > 0 && Number(value) <= 1000 ? Number(value) : undefined;

function pem(value: string): string | undefined {
  if (value.startsWith('-----BEGIN')) return value;
  try {
    const content = readFileSync(value, 'utf8');
    return content.includes('-----BEGIN') ? content : undefined;
  } catch {
    return undefined;
  }
}
