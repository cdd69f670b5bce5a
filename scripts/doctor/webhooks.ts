import type { Settings } from '../../src/config/index.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

const DEADLINE_MS = 5_000;

/** Whether providers can reach the gateway where they are told to. Tries it from here, which is no proof for the outside. */
export async function checkWebhooks({ publicUrl, production, providers }: Settings): Promise<Finding[]> {
  if (Object.keys(providers).length === 0) return [];
  if (publicUrl === undefined)
    return [
      warn(
        'webhooks',
        'no address: changes are found by polling alone',
        'set PUBLIC_URL to the address under which the outside reaches the gateway',
      ),
    ];
  const { protocol } = new URL(publicUrl);
  if (production && protocol !== 'https:')
    return [
      fail(
        'webhooks',
        'PUBLIC_URL is not https',
        'providers post to https alone: put a proxy with a certificate in front',
      ),
    ];
  const address = `${publicUrl.replace(/\/$/, '')}/health/live`;
  try {
    const { status } = await fetch(address, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'manual' });
    if (status === 200) return [ok('webhooks', 'the gateway answers under PUBLIC_URL')];
    return [
      warn(
        'webhooks',
        `PUBLIC_URL answers with ${status}, and not as the gateway`,
        'check the route of the proxy to the gateway: /webhooks/… and /health/live',
      ),
    ];
  } catch {
    return [
      warn(
        'webhooks',
        'nothing answers under PUBLIC_URL',
        'start the gateway and run this again; then check DNS, certificate and proxy',
      ),
    ];
  }
}
