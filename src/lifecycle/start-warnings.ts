import { isLoopback } from '../datasources/kit/loopback.ts';
import type { GatewayConfig } from '../config/index.ts';

/** What an operator should know at a start in production with more than loopback, one sentence each. */
export function startWarnings({ production, host, filesSecret, publicUrl }: GatewayConfig): readonly string[] {
  if (!production || isLoopback(host)) return [];
  return [
    ...(filesSecret === undefined
      ? ['FILES_SECRET is not set: links to documents work on the instance that made them, until it restarts']
      : []),
    ...(publicUrl === undefined
      ? ['PUBLIC_URL is not set: links name the address of the listener, and providers are given no callback addresses']
      : []),
  ];
}
