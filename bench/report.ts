import { readFileSync, writeFileSync } from 'node:fs';

/** Markdown output, printed immediately and optionally written to README.md at the end. */
export class Report {
  readonly #lines: string[] = [];

  say(line: string): void {
    console.log(line);
    this.#lines.push(line);
  }

  head(...cells: readonly string[]): void {
    this.row(...cells);
    this.row(...cells.map(() => '---'));
  }

  row(...cells: readonly (string | number)[]): void {
    this.say(`| ${cells.join(' | ')} |`);
  }

  /** Replaces the section of the previous run in README.md with the output of this run. */
  record(): void {
    const file = new URL('./README.md', import.meta.url);
    const [before = '', rest = ''] = readFileSync(file, 'utf8').split('<!-- requests:start -->');
    const [, after = ''] = rest.split('<!-- requests:end -->');
    const results = this.#lines.join('\n');
    writeFileSync(file, `${before}<!-- requests:start -->\n\n${results}\n\n<!-- requests:end -->${after}`);
  }
}

/** Versions of installed packages. */
export function versions(...names: readonly string[]): string {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { version: string } | undefined>;
  };
  return names.map((name) => `${name} ${lock.packages[`node_modules/${name}`]?.version ?? '?'}`).join(', ');
}
