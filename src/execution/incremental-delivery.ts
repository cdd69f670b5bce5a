import {
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import type { IncrementalForm } from '../context.ts';
import { rememberLast } from '../datasources/kit/remember-last.ts';
import { DocumentFact } from './document-fact.ts';
import { visitNodes } from './light-document.ts';
import type { OperationHook } from './operation-hook.ts';

type Values = Readonly<Record<string, unknown>>;

const isIncrementalDirective = ({ name }: DirectiveNode): boolean => name.value === 'defer' || name.value === 'stream';

/** Whether this selection may be delivered later (@defer, @stream), given the variables of the request. */
export const isDeliveredLater = ({ directives = [] }: Pick<FieldNode, 'directives'>, variables: Values): boolean =>
  directives.some((one) => isIncrementalDirective(one) && valueOf(one, 'if', variables) !== false);

/** The parameter of a media type that asks for, and names, a form of incremental delivery: Apollo's own words. */
export const INCREMENTAL_PARAMETERS: Readonly<Record<IncrementalForm, string>> = {
  'v0.2': 'incrementalSpec=v0.2',
  '20220824': 'deferSpec=20220824',
};
const FORMS = new Map(
  Object.entries(INCREMENTAL_PARAMETERS).map(([form, text]) => [text.toLowerCase(), form as IncrementalForm]),
);
const IN_PARTS: ReadonlySet<string> = new Set(['multipart/mixed', 'text/event-stream']);

/**
 * The form of incremental delivery that an `accept` header asks for: the first parameter that names one, of a media type
 * that can carry parts. Undefined where there is none: such a caller may not understand either.
 */
export const incrementalForm = (accept = ''): IncrementalForm | undefined => formIn(accept);

const formIn = rememberLast((accept): IncrementalForm | undefined => {
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.replaceAll(/[\s"]/g, '').split(';');
    const form = parameters.map((one) => FORMS.get(one)).find(Boolean);
    if (form && IN_PARTS.has(type)) return form;
  }
  return undefined;
});

/** Every @defer and @stream of a document, in its order. */
const incrementalDirectives = new DocumentFact((document): readonly DirectiveNode[] => {
  const directives: DirectiveNode[] = [];
  visitNodes(document, (node) => {
    if (node.kind === Kind.DIRECTIVE && isIncrementalDirective(node)) directives.push(node);
  });
  return directives.sort((a, b) => (a.loc?.start ?? 0) - (b.loc?.start ?? 0));
});

/** The document without @defer and @stream, for a response in one part: the directives are hints. */
export const withoutIncremental = new DocumentFact((document): DocumentNode => {
  if (incrementalDirectives.of(document).length === 0) return document;
  return visit(document, { Directive: (node) => (isIncrementalDirective(node) ? null : undefined) });
});

/** Rejects what the validation rules of GraphQL accept and no executor supports. */
export const checkIncremental = (schema: GraphQLSchema): OperationHook => ({
  before({ document, operationName, variables }) {
    const directives = incrementalDirectives.of(document);
    if (directives.length === 0) return;
    const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
    const { variableValues } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables, {
      maxErrors: 1, // the executor says what is wrong
      hideSuggestions: true,
    });
    for (const directive of directives) {
      if (valueOf(directive, 'if', variableValues?.coerced ?? {}) === false) continue;
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
        throw refusal('@defer and @stream are not supported in subscriptions.', directive);
      if (Number(valueOf(directive, 'initialCount', variableValues?.coerced ?? {}) ?? 0) < 0)
        throw refusal('@stream expects an initialCount of 0 or more.', directive);
    }
  },
});

const refusal = (message: string, node: DirectiveNode): GraphQLError =>
  new GraphQLError(message, { nodes: [node], extensions: { code: 'BAD_USER_INPUT' } });

function valueOf({ arguments: given }: DirectiveNode, name: string, variables: Values): unknown {
  const value: ArgumentNode['value'] | undefined = given?.find((one) => one.name.value === name)?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  if (value?.kind === Kind.BOOLEAN) return value.value;
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}
