const UNRELEASED = /^## Unreleased\n([\s\S]*?)(?=^## |(?![\s\S]))/m;

/** What CHANGELOG.md says about the next release, without the heading. */
export const unreleasedOf = (changelog: string): string => UNRELEASED.exec(changelog)?.[1]?.trim() ?? '';

/** What is said of it under "Changed" and "Removed". */
export const announcedIn = (changelog: string): string =>
  [...unreleasedOf(changelog).matchAll(/^### (?:Changed|Removed)\n([\s\S]*?)(?=^### |(?![\s\S]))/gm)]
    .map(([, text = '']) => text)
    .join('\n');

/** Gives what is unreleased the name of its release, below an empty "Unreleased". */
export const releasedAs = (changelog: string, version: string, date: string): string =>
  changelog.replace(/^## Unreleased$/m, `## Unreleased\n\n## ${version} (${date})`);
