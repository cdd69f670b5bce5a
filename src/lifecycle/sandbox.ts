import { isLoopback } from '../datasources/kit/loopback.ts';
import type { GatewayConfig, ProviderKey } from '../config/index.ts';

type Reach = Pick<GatewayConfig, 'host' | 'publicUrl'> & {
  readonly limits: Pick<GatewayConfig['limits'], 'allowedHosts'>;
};

/** Whether somebody else than this machine may reach the gateway: by its address, or through something in front of it. */
export const isExposed = ({ host, publicUrl, limits }: Reach): boolean =>
  ![host, URL.parse(publicUrl ?? 'http://localhost')?.hostname ?? '', ...limits.allowedHosts].every(isLoopback);

type OfWorld = Omit<GatewayConfig, ProviderKey | 'sandboxed'>;

/** Of a gateway beside the one with these settings: it takes nothing that there is once, and is known by its port alone. */
export const settingsOfWorld = (settings: OfWorld): OfWorld => ({
  ...settings,
  port: 0,
  publicUrl: undefined,
  cluster: undefined,
  telemetry: { ...settings.telemetry, auditLog: undefined, metricsPort: undefined, tracing: undefined },
});
