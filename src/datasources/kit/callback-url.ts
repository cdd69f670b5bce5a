import type { Checks } from './checks.ts';
import { hasOrigin, isWebUrl } from './urls.ts';

/**
 * The one rule for every address to which a caller has a provider post: of an origin in `CALLBACK_ORIGINS`, which in
 * production holds https alone.
 */
export function expectCallback(checks: Checks, url: string, path: string, origins: readonly string[]): void {
  checks.expect(
    isWebUrl(url, true) && hasOrigin(url, origins),
    path,
    `expected a URL of one of these origins: ${origins.join(', ')} (setting CALLBACK_ORIGINS)`,
  );
}
