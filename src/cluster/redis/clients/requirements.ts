/** The oldest version whose scripts, streams and sharded channels are what is used here. */
const OLDEST = { alone: [6, 2], cluster: [7, 0] } as const;

/**
 * What there is to be said about a server, by its INFO: warnings, one sentence each. Throws where it is too old. What a
 * managed service does not tell is taken to be right.
 */
export function warningsAbout(info: string): readonly string[] {
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const version = value('redis_version'); // Valkey says here with which Redis it is compatible
  const isCluster = value('redis_mode') === 'cluster';
  const [major, minor] = isCluster ? OLDEST.cluster : OLDEST.alone;
  const [isMajor = major, isMinor = minor] = (version ?? '').split('.', 2).filter(Boolean).map(Number);
  if (isMajor < major || (isMajor === major && isMinor < minor))
    throw new Error(
      `Redis (REDIS_URL) is too old: ${version}; expected ${major}.${minor} or newer${isCluster ? ' as a cluster' : ''}, or Valkey 7.2.`,
    );
  const policy = value('maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction' || value('maxmemory') === '0') return [];
  return [
    `Redis evicts keys when its memory is full (maxmemory-policy ${policy}): events may be delivered twice and grants be lost; set noeviction`,
  ];
}
