import type { z } from 'zod';
import type { ProviderSettings } from '../datasources/index.ts';
import { contentOf } from './kinds.ts';
import { GROUPS, SETTING_INFOS, SETTINGS } from './schema.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Stands for the content of a file that cannot be read: no kind of setting accepts it. */
const UNREADABLE = Symbol();

type Input = Partial<Record<string, string | typeof UNREADABLE>>;

/** The providers, as their settings are called. */
export const PROVIDER_KEYS = ['fondo', 'payex', 'aarthik'] as const satisfies readonly (keyof ProviderSettings)[];

/** The text of a setting; undefined where it is not given. What is empty counts as not given. */
function given(env: Env, name: string): Input[string] {
  const file = SETTING_INFOS.get(name)?.secret && env[`${name}_FILE`];
  if (env[name] || !file) return env[name] || undefined;
  return contentOf(file) ?? UNREADABLE;
}

/** Reads every setting of the environment. Throws one error that names all faults, and repeats no value. */
export function readSettings(env: Env): z.output<typeof SETTINGS> {
  const input = inputOf(env);
  const { data, error } = SETTINGS.safeParse(input, {
    error: ({ path }) => `expected ${SETTING_INFOS.get(String(path?.[1]))?.expected}`,
  });
  if (!data) throw new Error(messageOf(error.issues, input));
  return data;
}

/**
 * The settings by group. A provider that is off is left out, and so is one that is to be answered by the sandbox, since
 * none of its settings is given.
 */
function inputOf(env: Env): Record<string, Input | undefined> {
  const production = env['NODE_ENV'] === 'production';
  const off = PROVIDER_KEYS.filter((key) => env[key.toUpperCase()] === 'off');
  const isRead = (name: string): boolean => !off.some((key) => name.startsWith(`${key.toUpperCase()}_`));
  const inputs = Object.entries(GROUPS).map(([key, { shape }]): [string, Input] => {
    const texts = Object.keys(shape)
      .filter(isRead)
      .map((name): [string, Input[string]] => [
        name,
        given(env, name) ?? (production ? SETTING_INFOS.get(name)?.production : undefined),
      ]);
    return [key, Object.fromEntries(texts.filter(([, value]) => value !== undefined))];
  });
  const input: Record<string, Input | undefined> = Object.fromEntries(inputs);
  const sandboxed = isSandboxOff(input)
    ? []
    : PROVIDER_KEYS.filter((key) => Object.keys(input[key] ?? {}).length === 0);
  for (const key of [...off, ...sandboxed]) input[key] = undefined;
  return input;
}

const isSandboxOff = (input: Record<string, Input | undefined>): boolean => input['providers']?.['SANDBOX'] === 'off';

function messageOf(issues: readonly z.core.$ZodIssue[], input: Record<string, Input | undefined>): string {
  const missing = new Set<string>();
  const wrong = new Map<string, string>();
  for (const { path, message } of issues) {
    const [group, name] = path.map(String) as [string, string];
    const value = input[group]?.[name];
    if (value === undefined) missing.add(name);
    else if (value === UNREADABLE) wrong.set(`${name}_FILE`, 'expected the path of a readable file');
    else if (!wrong.has(name)) wrong.set(name, message);
  }
  const faults = [
    missing.size > 0 && `Missing: ${[...missing].join(', ')}.`,
    wrong.size > 0 && `Not valid: ${Array.from(wrong, ([name, why]) => `${name} (${why})`).join(', ')}.`,
    missing.size > 0 && isSandboxOff(input) && 'The sandbox is off, so every provider that is on needs its settings.',
  ];
  return `The settings in the environment are not complete. ${faults.filter(Boolean).join(' ')}`;
}
