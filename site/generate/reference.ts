import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import type { Ran } from './answers/index.ts';
import { shown } from './shown.ts';
import type { Usage } from './usage.ts';

/** What operations have answered, by their name. */
type Answers = ReadonlyMap<string, Ran>;

const ROOTS = ['Query', 'Mutation', 'Subscription'] as const;

/** Address of the page of a type. */
const address = (type: GraphQLNamedType): string => `/schema/types/${type.name}`;

/** A type as a link, with its brackets and marks: `[Order!]!`. */
function link(type: GraphQLType): string {
  const named = getNamedType(type);
  const [before = '', after = ''] = String(type).replaceAll(/[[\]]/g, '\\$&').split(named.name);
  return `<code>${before}[${named.name}](${address(named)})${after}</code>`;
}

/** A description as Markdown in one line or cell: HTML and templates in it are text. */
function prose(description: string | null | undefined): string {
  return (description ?? '')
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '{&#8203;{')))
    .join('')
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

const deprecated = ({ deprecationReason }: { deprecationReason?: string | null | undefined }): string =>
  deprecationReason ? ` **Deprecated:** ${prose(deprecationReason)}` : '';

const argumentTable = (args: readonly GraphQLArgument[]): string =>
  args.length === 0
    ? ''
    : `\n| Argument | Type | Description |\n| --- | --- | --- |\n${args
        .map((arg) => `| \`${arg.name}\` | ${link(arg.type)} | ${prose(arg.description)}${deprecated(arg)} |`)
        .join('\n')}\n`;

/** At most so many examples on a page. */
const MAX_EXAMPLES = 2;

/** Those of which there is an answer, the shortest first. */
const examples = (usage: Usage, answers: Answers, key: string): string =>
  usage
    .examples(key)
    .filter(({ operation }) => answers.has(operation))
    .slice(0, MAX_EXAMPLES)
    .map(({ document, operation, source }, at) => {
      const from = document.isPublished
        ? `From [${document.title}](/operations-published/${document.name}): \`${operation}\``
        : `${document.title}: \`${operation}\``;
      const code = `\`\`\`graphql\n${source}\n\`\`\``;
      return `\n## ${at === 0 ? 'Example' : 'Another example'}\n\n${from}\n\n${code}\n${shown(answers.get(operation))}`;
    })
    .join('');

const more = (usage: Usage, key: string): string => {
  const found = usage.documents(key);
  return found.length === 0
    ? ''
    : `\n## Published documents\n\n${found.map(({ title, name }) => `- [${title}](/operations-published/${name})`).join('\n')}\n`;
};

/** The page of a query, mutation or subscription. */
function rootPage(root: string, field: GraphQLField<unknown, unknown>, usage: Usage, answers: Answers): string {
  const result = getNamedType(field.type);
  const members = isUnionType(result) ? `\nOne of: ${result.getTypes().map(link).join(', ')}.\n` : '';
  return `# ${field.name} <Badge type="tip" text="${root}" />\n\n${prose(field.description)}${deprecated(field)}\n\n**Returns** ${link(field.type)}\n${members}${argumentTable(field.args)}${examples(usage, answers, `${root}.${field.name}`)}${more(usage, `${root}.${field.name}`)}`;
}

function fieldTable(fields: readonly GraphQLField<unknown, unknown>[]): string {
  const rows = fields.map((field) => {
    const args = field.args.map((arg) => `<br>\`${arg.name}\`: ${link(arg.type)} ${prose(arg.description)}`).join('');
    return `| \`${field.name}\` | ${link(field.type)} | ${prose(field.description)}${deprecated(field)}${args} |`;
  });
  return `| Field | Type | Description |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function members(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isObjectType(type) || isInterfaceType(type)) {
    const is = type.getInterfaces().map(link).join(', ');
    const by = isInterfaceType(type) ? schema.getPossibleTypes(type).map(link).join(', ') : '';
    return `${is && `Implements ${is}.\n\n`}${by && `Implemented by ${by}.\n\n`}${fieldTable(Object.values(type.getFields()))}`;
  }
  if (isInputObjectType(type))
    return `| Field | Type | Description |\n| --- | --- | --- |\n${Object.values(type.getFields())
      .map((field) => `| \`${field.name}\` | ${link(field.type)} | ${prose(field.description)}${deprecated(field)} |`)
      .join('\n')}\n`;
  if (isEnumType(type))
    return `| Value | Description |\n| --- | --- |\n${type
      .getValues()
      .map((value) => `| \`${value.name}\` | ${prose(value.description)}${deprecated(value)} |`)
      .join('\n')}\n`;
  if (isUnionType(type))
    return `One of:\n\n${type
      .getTypes()
      .map((one) => `- ${link(one)}`)
      .join('\n')}\n`;
  return isScalarType(type) && type.specifiedByURL ? `Specified by <${type.specifiedByURL}>.\n` : '';
}

const kindOf = (type: GraphQLNamedType): string =>
  isObjectType(type)
    ? 'object'
    : isInterfaceType(type)
      ? 'interface'
      : isInputObjectType(type)
        ? 'input'
        : isEnumType(type)
          ? 'enum'
          : isUnionType(type)
            ? 'union'
            : 'scalar';

function typePage(type: GraphQLNamedType, schema: GraphQLSchema, usage: Usage): string {
  const places = usage.places(type.name);
  const used = places.length === 0 ? '' : `\n## Where it is used\n\n${places.join(', ')}\n`;
  return `# ${type.name} <Badge type="info" text="${kindOf(type)}" />\n\n${prose(type.description)}\n\n${members(type, schema)}${used}${more(usage, type.name)}`;
}

const firstSentence = (description: string | null | undefined): string => prose(description).split(/(?<=\.) /)[0] ?? '';

function indexPage(schema: GraphQLSchema): string {
  const sections = ROOTS.map((root) => {
    const fields = Object.values(
      schema.getType(root) && isObjectType(schema.getType(root))
        ? (schema.getType(root) as never as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()
        : {},
    );
    const rows = fields.map(
      ({ name, description }) =>
        `| [\`${name}\`](/schema/${root.toLowerCase()}/${name}) | ${firstSentence(description)} |`,
    );
    return `## ${root}\n\n| Field | What it is for |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  const types = Object.values(schema.getTypeMap()).filter(isShown);
  const kinds = ['object', 'interface', 'union', 'input', 'enum', 'scalar'].map(
    (kind) =>
      `**${kind}**: ${types
        .filter((type) => kindOf(type) === kind)
        .map((type) => `[${type.name}](${address(type)})`)
        .join(', ')}\n`,
  );
  return `# Schema\n\nThe whole API, made from \`schema.graphql\`. Each query, mutation and subscription has an example with its answer: it was run against the sandbox when this page was made.\n\n${sections.join('\n')}\n## Types\n\n${kinds.join('\n')}`;
}

const isShown = (type: GraphQLNamedType): boolean =>
  !type.name.startsWith('__') && !(ROOTS as readonly string[]).includes(type.name);

/** All pages of the reference: path below `pages/` -> Markdown. */
export function referencePages(schema: GraphQLSchema, usage: Usage, answers: Answers): ReadonlyMap<string, string> {
  const pages = new Map([['schema/index.md', indexPage(schema)]]);
  for (const root of ROOTS) {
    const type = schema.getType(root);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()))
      pages.set(`schema/${root.toLowerCase()}/${field.name}.md`, rootPage(root, field, usage, answers));
  }
  for (const type of Object.values(schema.getTypeMap()).filter(isShown))
    pages.set(`schema/types/${type.name}.md`, typePage(type, schema, usage));
  return pages;
}
