/** One gateway, as `src/main.ts` starts it, which says what it costs. */
import { answer } from '../../test/cluster/helper-process.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startGateway } from '../../src/gateway.ts';
import { tuneMemory } from '../../src/lifecycle/memory.ts';
import { usage } from './usage.ts';

const { providers, off: _off, ...settings } = loadSettings(process.env);
tuneMemory();
const gateway = await startGateway({ ...providers, ...settings, sandboxed: new Set() });

const acts = {
  url: () => gateway.url,
  usage,
  /** Drains and closes, as SIGTERM does. */
  stop: () => gateway.stop(),
};

export type InstanceActs = typeof acts;

answer(acts);
