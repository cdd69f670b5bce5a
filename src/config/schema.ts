import { z } from 'zod';
import { AARTHIK } from './aarthik.ts';
import { AUTH } from './auth.ts';
import { CAPACITY } from './capacity.ts';
import { CLUSTER, isExposed } from './cluster.ts';
import { FONDO } from './fondo.ts';
import { LIMITS } from './limits.ts';
import { PAYEX } from './payex.ts';
import { PROVIDERS } from './providers.ts';
import { SERVER } from './server.ts';
import { STREAMS } from './streams.ts';
import { TELEMETRY } from './telemetry.ts';

/** The groups of settings, in the order of docs/configuration.md. A provider that is undefined is sandboxed or off. */
export const GROUPS = {
  server: SERVER,
  providers: PROVIDERS,
  auth: AUTH,
  limits: LIMITS,
  streams: STREAMS,
  cluster: CLUSTER,
  capacity: CAPACITY,
  telemetry: TELEMETRY,
  fondo: FONDO,
  payex: PAYEX,
  aarthik: AARTHIK,
};

/** Whether these groups are valid by themselves. */
const areValid =
  (...groups: readonly string[]) =>
  ({ issues }: z.core.ParsePayload): boolean =>
    !issues.some(({ path }) => groups.includes(String(path?.[0])));

/**
 * Every setting of the environment, by group. Reading, messages and docs/configuration.md come from here: a setting
 * that is not listed does not exist.
 */
export const SETTINGS = z
  .object({
    ...GROUPS,
    fondo: FONDO.optional(),
    payex: PAYEX.optional(),
    aarthik: AARTHIK.optional(),
  })
  .refine(({ cluster, server }) => !cluster.REDIS_URL || server.FILES_SECRET !== undefined, {
    path: ['server', 'FILES_SECRET'],
    when: areValid('server', 'cluster'),
  })
  .refine(({ cluster, server }) => server.NODE_ENV !== 'production' || !cluster.REDIS_URL || !isExposed(cluster), {
    path: ['cluster', 'REDIS_URL'],
    message: 'expected TLS (`rediss://`) in production, unless Redis is on the same machine',
    when: areValid('server', 'cluster'),
  })
  .refine(({ cluster, server }) => server.WORKERS === 1 || cluster.REDIS_URL, {
    path: ['server', 'WORKERS'],
    message: 'expected 1 without REDIS_URL, over which several behave as one',
    when: areValid('server', 'cluster'),
  })
  .refine(
    ({ server, providers, ...given }) =>
      server.WORKERS === 1 ||
      [
        [given.fondo, providers.FONDO],
        [given.payex, providers.PAYEX],
        [given.aarthik, providers.AARTHIK],
      ].every(([settings, isOff]) => settings ?? isOff === 'off'),
    {
      path: ['server', 'WORKERS'],
      message: 'expected 1 with a built-in sandbox, of which each worker would have its own',
      when: areValid('server', 'providers', 'fondo', 'payex', 'aarthik'),
    },
  );

/** What is known of one setting. */
export interface SettingInfo {
  /** Title of its group. */
  readonly group: string;
  readonly description: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** Undefined without a default: the setting is optional, or required as soon as its group is in use. */
  readonly default: unknown;
  readonly required: boolean;
  readonly secret: boolean;
  /** The default in production, as it would be written in the environment. */
  readonly production: string | undefined;
  /** The default in words, where it is not a constant. */
  readonly defaultText: string | undefined;
}

function infoOf(group: string, schema: z.ZodType): SettingInfo {
  const inner =
    schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const {
    description = '',
    expected = '',
    secret = false,
    production,
    defaultText,
  } = { ...inner.meta(), ...schema.meta() };
  return {
    group,
    description,
    expected,
    default: schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined,
    required: inner === schema,
    secret,
    production,
    defaultText,
  };
}

/** Every setting by its name, in the order of docs/configuration.md. */
export const SETTING_INFOS: ReadonlyMap<string, SettingInfo> = new Map(
  Object.values(GROUPS).flatMap((group) =>
    Object.entries<z.ZodType>(group.shape).map(([name, schema]) => [name, infoOf(group.meta()?.title ?? '', schema)]),
  ),
);
