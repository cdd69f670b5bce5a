import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';

/** GraphQL as somebody wrote it, and where. */
export interface Source {
  readonly text: string;
  /** File and line. */
  readonly place: string;
}

const GRAPHQL: ReadonlySet<string> = new Set(['.graphql', '.gql']);
const SCRIPT: ReadonlySet<string> = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);
/** What others have written, or a program. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'generated',
  '__generated__',
  'coverage',
]);
const TAGS: ReadonlySet<string> = new Set(['gql', 'graphql']);

/** The GraphQL documents of a folder: files of their own, and templates in scripts. */
export function sourcesIn(folder: string): Source[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith('.') ? [] : sourcesIn(path);
    const type = extname(entry.name);
    if (GRAPHQL.has(type)) return [{ text: readFileSync(path, 'utf8'), place: path }];
    return SCRIPT.has(type) && !entry.name.endsWith('.d.ts') ? templatesIn(path, readFileSync(path, 'utf8')) : [];
  });
}

/** Templates that are tagged `gql` or `graphql`, given to such a function, or marked with a GraphQL comment. */
function templatesIn(path: string, code: string): Source[] {
  if (!/gql|graphql/i.test(code)) return [];
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
  const found: Source[] = [];
  const add = (template: ts.TemplateLiteral): void => {
    const { line } = file.getLineAndCharacterOfPosition(template.getStart());
    found.push({ text: textOf(template), place: `${path}:${line + 1}` });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && isTag(node.tag)) add(node.template);
    else if (ts.isCallExpression(node) && isTag(node.expression)) {
      const [first] = node.arguments;
      if (first && ts.isTemplateLiteral(first)) add(first);
    } else if (
      ts.isTemplateLiteral(node) &&
      /\/\*\s*GraphQL\s*\*\/\s*$/.test(code.slice(0, node.getStart()).slice(-30))
    )
      add(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const isTag = (node: ts.Expression): boolean => ts.isIdentifier(node) && TAGS.has(node.text);

/** Without what is interpolated: fragments, which are found where they are written. */
const textOf = (template: ts.TemplateLiteral): string =>
  ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join('\n');
