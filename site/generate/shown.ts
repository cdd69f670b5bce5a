import type { Ran } from './answers/index.ts';

/** Longer answers are folded. */
const FOLDED_LINES = 60;
/** Longer texts (pictures in base64) are cut. */
const LONGEST_TEXT = 200;

const json = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, one: unknown) => (typeof one === 'string' && one.length > LONGEST_TEXT ? `${one.slice(0, 40)}…` : one),
    2,
  );

function block(title: string, value: unknown): string {
  const text = json(value);
  const code = `\`\`\`json\n${text}\n\`\`\``;
  return text.split('\n').length > FOLDED_LINES
    ? `\n::: details ${title}\n\n${code}\n\n:::\n`
    : `\n**${title}**\n\n${code}\n`;
}

/** What an operation was given, and what it has answered. */
export function shown(ran: Ran | undefined): string {
  if (!ran) return '';
  const { variables, answers } = ran;
  const given = Object.keys(variables).length === 0 ? '' : block('Variables', variables);
  const title = (at: number): string =>
    answers.length === 1 ? 'Answer' : at === 0 ? 'First event' : `Event ${at + 1}`;
  return given + answers.map(({ data }, at) => block(title(at), { data: data as unknown })).join('');
}
