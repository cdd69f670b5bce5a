import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { SomeProviders } from '../providers.ts';
import { ControlError } from './errors.ts';
import { isShortOfMemory } from './memory.ts';
import { durationOf } from './model/common.ts';
import type { Start } from './model/seed.ts';
import type { World as WorldState } from './model/state.ts';

/** How a bench is started where nothing else is said. */
export type Defaults = Pick<z.output<typeof Start>, 'frozen' | 'speed' | 'background'>;
type Given = z.output<typeof Start>;
type Shown = z.output<typeof WorldState>;

/** What a world is made of. */
export interface WorldParts {
  readonly providers: SomeProviders;
  readonly url: string;
  /** Milliseconds since the control of the world was asked for something. */
  idleMs(): number;
  close(): Promise<void>;
}

export interface WorldLimits {
  /** How many may run at a time. */
  readonly max: number;
  /** How long one may be asked for nothing. */
  readonly idleMs: number;
}

const LOOK_EVERY_MS = 5_000;

interface World extends WorldParts {
  readonly id: string;
  readonly createdAt: string;
}

/** Sandboxes with a gateway each, which know nothing of one another. */
export class Worlds {
  readonly #limits: WorldLimits;
  readonly #start: (given: Given) => Promise<WorldParts>;
  readonly #worlds = new Map<string, World>();
  readonly #timer: NodeJS.Timeout;
  #starting = 0;
  #closed = false;

  /** @param start makes one; where it fails, it leaves nothing behind */
  constructor(limits: WorldLimits, start: (given: Given) => Promise<WorldParts>) {
    this.#limits = limits;
    this.#start = start;
    this.#timer = setInterval(() => this.#endIdle(), Math.min(LOOK_EVERY_MS, limits.idleMs)).unref();
  }

  get max(): number {
    return this.#limits.max;
  }

  get list(): Shown[] {
    return Array.from(this.#worlds.values(), (world) => this.#shown(world));
  }

  get(id: string): Shown | undefined {
    const world = this.#worlds.get(id);
    return world && this.#shown(world);
  }

  async start(given: Given): Promise<Shown> {
    if (this.#worlds.size + this.#starting >= this.#limits.max)
      throw new ControlError('TOO_MANY_WORLDS', `${this.#limits.max} worlds run already: end one first.`);
    if (isShortOfMemory())
      throw new ControlError('TOO_MANY_WORLDS', 'The process is short of memory: end a world first.');
    this.#starting += 1;
    try {
      const parts = await this.#start(given);
      const world = { ...parts, id: randomUUID(), createdAt: new Date().toISOString() };
      if (this.#closed) await parts.close();
      else this.#worlds.set(world.id, world);
      return this.#shown(world);
    } finally {
      this.#starting -= 1;
    }
  }

  /** False where there is none of this id. */
  async end(id: string): Promise<boolean> {
    const world = this.#worlds.get(id);
    if (!world) return false;
    this.#worlds.delete(id);
    await world.close();
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#worlds.keys()].map((id) => this.end(id)));
  }

  #endIdle(): void {
    for (const world of this.#worlds.values()) {
      if (idleMs(world) < this.#limits.idleMs) continue;
      this.end(world.id).catch((error: unknown) => console.error('The sandbox failed:', error));
    }
  }

  #shown(world: World): Shown {
    const { id, url, createdAt } = world;
    return {
      id,
      url,
      graphql: `${url}/graphql`,
      sandbox: `${url}/sandbox`,
      createdAt,
      idleSince: new Date(Date.now() - idleMs(world)).toISOString(),
      idleAfter: durationOf(this.#limits.idleMs),
    };
  }
}

/** Nothing was asked of its control, nor by its gateway of a provider; and nobody is subscribed to a client's events. */
function idleMs(world: World): number {
  const { fondo, payex, aarthik } = world.providers;
  const isWatched = fondo?.state.clients.rows.some(({ id }) => fondo.sockets(id) > 0);
  if (isWatched) return 0;
  return Math.min(world.idleMs(), ...[fondo, payex, aarthik].map((provider) => provider?.idleMs() ?? Infinity));
}
