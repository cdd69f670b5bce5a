import { announcedIn } from './changelog.ts';
import type { Breaking } from './compare.ts';

/** The breaking changes that CHANGELOG.md does not name, in backticks, under "Changed" or "Removed". */
export function unannounced(changes: readonly Breaking[], changelog: string): Breaking[] {
  const text = announcedIn(changelog);
  return changes.filter(({ coordinate }) => !new RegExp(`\`${escaped(coordinate)}[\`(:]`).test(text));
}

const escaped = (text: string): string => text.replaceAll(/[.@]/g, '\\$&');

/** What to do about them. */
export const adviceOn = (changes: readonly Breaking[]): string => `schema.graphql breaks clients of the last release:

${changes.map(({ description }) => `  - ${description}`).join('\n')}

Either keep what they use and deprecate it (docs/changes.md), or announce each change in CHANGELOG.md, under "Unreleased",
in "### Changed" or "### Removed", by its name in backticks: ${changes.map(({ coordinate }) => `\`${coordinate}\``).join(', ')}.`;
