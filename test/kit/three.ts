import { expect } from 'vitest';
import { startProxy, type Proxy } from '../cluster/proxy.ts';
import type { GatewayConfig } from '../../src/config/index.ts';
import type { Gateway } from '../../src/gateway.ts';
import { startBeside, startKit, type Kit } from './gateway.ts';
import { clusterOn, type RedisServer } from './redis.ts';

/** Three gateways over one sandbox, each of which reaches the Redis that they share through a proxy of its own. */
export interface Three extends AsyncDisposable {
  readonly kit: Kit;
  readonly gateways: readonly Gateway[];
  readonly urls: readonly string[];
  readonly proxies: readonly Proxy[];
  /** One value of the metrics of an instance; NaN where it has none. */
  metric(at: number, line: string): Promise<number>;
}

/** Starts them, and waits until each knows the others. */
export async function startThree(redis: RedisServer, gateway: Partial<GatewayConfig> = {}): Promise<Three> {
  const shared = clusterOn(redis.url);
  const proxies = await Promise.all([1, 2, 3].map(() => startProxy(redis.port)));
  const [first, ...others] = proxies.map(({ port }) => ({
    ...gateway,
    cluster: { ...shared, url: `redis://127.0.0.1:${port}` },
  }));
  const kit = await startKit({ gateway: first ?? {} });
  const gateways = [kit.gateway, ...(await Promise.all(others.map((one) => startBeside(kit, one))))];
  const metric = async (at: number, line: string): Promise<number> => {
    const text = await (await fetch(`${gateways[at]?.url}/metrics`)).text();
    const found = text.split('\n').find((one) => one.startsWith(`${line} `));
    return Number(found?.split(' ').at(-1) ?? NaN);
  };
  const members = (at: number): Promise<number> => metric(at, 'gateway_cluster_members{over="redis"}');
  for (const at of [0, 1, 2]) await expect.poll(() => members(at), { timeout: 10_000 }).toBe(3);
  return {
    kit,
    gateways,
    urls: gateways.map(({ url }) => url),
    proxies,
    metric,
    async [Symbol.asyncDispose]() {
      await Promise.all(gateways.slice(1).map((one) => one.close()));
      await kit[Symbol.asyncDispose]();
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    },
  };
}
