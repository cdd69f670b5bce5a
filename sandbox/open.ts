import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './control/access.ts';
import { Bench } from './control/bench.ts';
import { createControl } from './control/control.ts';
import { createHandlers } from './control/handlers.ts';
import { reset } from './control/reset.ts';
import { Worlds, type Defaults, type WorldLimits, type WorldParts } from './control/worlds.ts';
import { startProviders, type Sandbox, type SandboxOptions, type SomeProviders } from './providers.ts';

export type Control = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>;

/** What a gateway is started with. */
export interface SandboxSettings extends Partial<Sandbox['settings']> {
  /** Answers `/sandbox` and what is below it. */
  readonly sandboxControl: Control;
}

export interface OpenOptions extends SandboxOptions {
  readonly access: Access;
  /** Starts the gateway of a world, on a port of its own. */
  readonly startGateway: (settings: SandboxSettings) => Promise<{ readonly url: string; close(): Promise<void> }>;
  readonly worlds?: Partial<WorldLimits>;
}

export interface OpenSandbox {
  readonly settings: SandboxSettings;
  readonly providers: SomeProviders;
  /** Ends all worlds and the simulators. */
  close(): Promise<void>;
}

/** A world takes a few megabytes; one that nobody has ended was most often forgotten by a test run that broke off. */
const WORLD_LIMITS: WorldLimits = { max: 16, idleMs: 15 * 60_000 };

/** Starts simulators with their control; several worlds may be started from it. */
export async function openSandbox(
  wanted: Parameters<typeof startProviders>[0],
  options: OpenOptions,
): Promise<OpenSandbox> {
  const { access, startGateway, worlds: limits, backgroundActivity = false, speed = 1, seed } = options;
  const providers = await startProviders(wanted, { backgroundActivity, speed, seed });
  const worlds = new Worlds({ ...WORLD_LIMITS, ...limits }, async (given): Promise<WorldParts> => {
    const own = await startProviders(wanted, { backgroundActivity: given.background ?? false, seed });
    const bench = new Bench(own);
    let askedAt = performance.now();
    let gateway: Awaited<ReturnType<typeof startGateway>> | undefined;
    const close = async (): Promise<void> => {
      await gateway?.close();
      await bench.faults.clear();
      await own.close();
    };
    try {
      const defaults: Defaults = {
        frozen: given.frozen ?? false,
        speed: given.speed ?? 1,
        background: given.background,
      };
      await reset(bench, defaults, given);
      const answer = createControl(createHandlers(bench, defaults, undefined), access);
      const sandboxControl: Control = (...request) => {
        askedAt = performance.now();
        return answer(...request);
      };
      gateway = await startGateway({ ...own.settings, sandboxControl });
      return { providers: own, url: gateway.url, idleMs: () => performance.now() - askedAt, close };
    } catch (error) {
      await close();
      throw error;
    }
  });
  const bench = new Bench(providers);
  const defaults: Defaults = { frozen: speed === 0, speed: speed || 1, background: backgroundActivity };
  return {
    providers,
    settings: {
      ...providers.settings,
      sandboxControl: createControl(createHandlers(bench, defaults, worlds), access),
    },
    async close() {
      await worlds.close();
      await providers.close();
    },
  };
}
