import type { Setting } from './reader.ts';
import { SETTINGS } from './table.ts';

/** The page of all settings, in Markdown. */
export function configurationPage(): string {
  const entries = Object.entries<Setting>(SETTINGS);
  const groups = [...new Set(entries.map(([, { group }]) => group))];
  const chapters = groups.map((group) => {
    const rows = entries.filter(([, setting]) => setting.group === group).map(([name, setting]) => row(name, setting));
    return `## ${group}\n\n| Name | What it is | Expected | Default |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${chapters.join('\n')}`;
}

const INTRODUCTION = `# Configuration

Printed from \`src/config/table.ts\` by \`npm run configuration\`.

Everything is read from the environment, once, at the start; all that is missing or not valid is named in one message.
A provider of which none of its own settings is given is answered by its built-in sandbox, except in production.
A setting marked _secret_ may be given as \`NAME_FILE\` too: the path of a file that holds it. Those files are read again
while the process runs, so that a secret rotates without a restart.
`;

function row(name: string, { description, kind, fallback, shownFallback, required, secret }: Setting): string {
  const otherwise = shownFallback ?? (required ? '_required_' : shown(fallback));
  return `| \`${name}\` | ${description}${secret ? ' _secret_' : ''} | ${kind.expected} | ${otherwise} |`;
}

const shown = (fallback: unknown): string => {
  if (typeof fallback === 'boolean') return fallback ? '`on`' : '`off`';
  return typeof fallback === 'string' || typeof fallback === 'number' ? `\`${fallback}\`` : 'none';
};
