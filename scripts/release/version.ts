const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** Why a version may not follow the current one; empty if it may (Semantic Versioning; below 1.0.0 a minor version may break). */
export function refusalOf(next: string | undefined, current: string, breaks: boolean): string[] {
  const parts = numbersOf(next ?? '');
  const before = numbersOf(current);
  if (!parts || !before) return ['Name the version: npm run release -- <major>.<minor>.<patch> [--write]'];
  const place = parts.findIndex((part, at) => part !== before[at]);
  if (place < 0 || (parts[place] ?? 0) < (before[place] ?? 0)) return [`${next} does not come after ${current}.`];
  const mayBreak = before[0] === 0 ? place <= 1 : place === 0;
  if (!breaks || mayBreak) return [];
  return [`${next} breaks clients: that takes a ${before[0] === 0 ? 'minor' : 'major'} version after ${current}.`];
}

const numbersOf = (version: string): number[] | undefined => VERSION.exec(version)?.slice(1).map(Number);
