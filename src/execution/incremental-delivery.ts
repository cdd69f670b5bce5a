import {
  BREAK,
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
import type { OperationHook } from './operation-hook.ts';

type Values = Readonly<Record<string, unknown>>;

const isIncrementalDirective = ({ name }: DirectiveNode): boolean => name.value === 'defer' || name.value === 'stream';

/** Whether this selection may be delivered later (@defer, @stream), given the variables of the request. */
export const isDeliveredLater = ({ directives = [] }: Pick<FieldNode, 'directives'>, variables: Values): boolean =>
  directives.some((one) => isIncrementalDirective(one) && valueOf(one, 'if', variables) !== false);

/** Whether a caller accepts incremental delivery: its `accept` header has to name one of the media types. */
export const acceptsIncremental = (accept: string | undefined): boolean =>
  /\b(?:multipart\/mixed|text\/event-stream)\b/i.test(accept ?? '');

const marked = new WeakMap<DocumentNode, readonly DirectiveNode[]>();
const whole = new WeakMap<DocumentNode, DocumentNode>();

/** Every @defer and @stream of a document. */
function incrementalDirectives(document: DocumentNode): readonly DirectiveNode[] {
  let found = marked.get(document);
  if (!found) {
    const directives: DirectiveNode[] = [];
    visit(document, { Directive: (node) => void (isIncrementalDirective(node) && directives.push(node)) });
    marked.set(document, (found = directives));
  }
  return found;
}

/** The document without @defer and @stream, for a response in one part: the directives are hints. */
export function withoutIncremental(document: DocumentNode): DocumentNode {
  if (incrementalDirectives(document).length === 0) return document;
  let stripped = whole.get(document);
  if (!stripped) {
    stripped = visit(document, { Directive: (node) => (isIncrementalDirective(node) ? null : undefined) });
    whole.set(document, stripped);
  }
  return stripped;
}

const thens = new WeakMap<DocumentNode, boolean>();

/**
 * Whether a member of the answer is called `then`: Yoga's executor, which delivers parts, takes an object with one for a
 * promise, so that such an answer is given in one part.
 */
export function hasKeyThen(document: DocumentNode): boolean {
  let found = thens.get(document);
  if (found === undefined) {
    found = false;
    visit(document, {
      Field: ({ alias, name }) => {
        if ((alias ?? name).value !== 'then') return undefined;
        found = true;
        return BREAK;
      },
    });
    thens.set(document, found);
  }
  return found;
}

/** Rejects what the validation rules of GraphQL accept and no executor supports. */
export const checkIncremental = (schema: GraphQLSchema): OperationHook => ({
  before({ document, operationName, variables }) {
    const directives = incrementalDirectives(document);
    if (directives.length === 0) return;
    const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
    const { variableValues } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
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
