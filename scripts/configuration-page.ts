import { SETTING_INFOS, type SettingInfo } from '../src/config/schema.ts';

/** The page of all settings, in Markdown. */
export function configurationPage(): string {
  const groups = Map.groupBy(SETTING_INFOS, ([, { group }]) => group);
  const chapters = Array.from(groups, ([group, settings]) => {
    const rows = settings.map(([name, setting]) => row(name, setting));
    return `## ${group}\n\n| Name | What it is | Expected | Default |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${chapters.join('\n')}`;
}

const INTRODUCTION = `# Configuration

<!-- Printed from the schema in src/config by npm run configuration. -->

Everything is read from the environment, once, at the start; all that is missing or not valid is named in one message.
A provider of which none of its own settings is given is answered by its built-in sandbox, unless \`SANDBOX\` is off, as it
is in production by default; with \`FONDO=off\`, \`PAYEX=off\` or \`AARTHIK=off\` the gateway does without it.
A setting marked _secret_ may be given as \`NAME_FILE\` too: the path of a file that holds it. Those files are read again
while the process runs, so that a secret rotates without a restart.
`;

const row = (name: string, setting: SettingInfo): string =>
  `| \`${name}\` | ${setting.description}${setting.secret ? ' _secret_' : ''} | ${setting.expected} | ${defaultOf(setting)} |`;

function defaultOf({ required, defaultText, production, default: value }: SettingInfo): string {
  if (required) return '_required_';
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : isShown(value) ? String(value) : '';
  const otherwise = defaultText ?? (text ? `\`${text}\`` : 'none');
  return production === undefined ? otherwise : `\`${production}\` in production, else ${otherwise}`;
}

const isShown = (value: unknown): value is string | number | readonly string[] =>
  typeof value === 'string' || typeof value === 'number' || Array.isArray(value);
