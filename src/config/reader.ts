import { contentOf, type Kind } from './kinds.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** One setting of the environment: what `docs/configuration.md` says of it, and how it is read. */
export interface Setting<T = unknown> {
  readonly group: string;
  readonly description: string;
  readonly kind: Kind<T>;
  /** Value when it is not set. A setting without one is required, or `undefined` where it is optional. */
  readonly fallback?: T;
  /** How the fallback is shown, where it depends on something else. */
  readonly shownFallback?: string;
  /** Must be set as soon as its group is in use. */
  readonly required?: boolean;
  /** May be given as `NAME_FILE` too: the path of a file that holds it. Read again while the process runs. */
  readonly secret?: boolean;
}

/** Makes the settings of one group. */
export const inGroup =
  (group: string) =>
  <T>(kind: Kind<T>, description: string, more: Partial<Setting<NoInfer<T>>> = {}): Setting<T> => ({
    group,
    kind,
    description,
    ...more,
  });

export type Table = Readonly<Record<string, Setting>>;
export type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** Reads settings by name, and gathers what is missing or not valid. */
export class Reader<T extends Table> {
  readonly #env: Env;
  readonly #table: T;
  readonly #missing: string[] = [];
  readonly #wrong: string[] = [];

  constructor(table: T, env: Env) {
    this.#table = table;
    this.#env = env;
  }

  /** Whether the setting is given, directly or as a file. */
  has(name: keyof T & string): boolean {
    return Boolean(this.#env[name] || (this.#table[name]?.secret && this.#env[`${name}_FILE`]));
  }

  /** The value, or the fallback. Never undefined for a required setting: `complain` throws before anybody sees it. */
  read<N extends keyof T & string>(name: N, fallback?: ValueOf<T[N]>): ValueOf<T[N]> {
    const setting = this.#table[name] as Setting<ValueOf<T[N]>>;
    if (!this.has(name)) {
      if (setting.required) this.require(name);
      return (fallback ?? setting.fallback) as ValueOf<T[N]>;
    }
    const file = this.#env[name] ? undefined : this.#env[`${name}_FILE`];
    const given = file === undefined ? this.#env[name] : contentOf(file);
    if (given === undefined) this.#wrong.push(`${name}_FILE (expected the path of a readable file)`);
    const value = given === undefined ? undefined : setting.kind.parse(given);
    if (given !== undefined && value === undefined) this.#wrong.push(`${name} (expected ${setting.kind.expected})`);
    return (value ?? setting.fallback) as ValueOf<T[N]>;
  }

  /** Notes that a setting is needed which is not given. */
  require(name: keyof T & string): void {
    if (!this.has(name)) this.#missing.push(name);
  }

  /** Notes anything else that is wrong with a setting. Must not repeat its value. */
  reject(name: keyof T & string, why: string): void {
    this.#wrong.push(`${name} (${why})`);
  }

  /** Throws one error that names everything that is missing or not valid, and repeats no value. */
  complain(hint = ''): void {
    const faults = [
      this.#missing.length > 0 ? `Missing: ${this.#missing.join(', ')}.` : '',
      this.#wrong.length > 0 ? `Not valid: ${this.#wrong.join(', ')}.` : '',
    ].filter(Boolean);
    if (faults.length > 0) {
      throw new Error(`The settings in the environment are not complete. ${faults.join(' ')}${hint}`);
    }
  }
}
