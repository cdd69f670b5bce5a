import { Kind, parse, print, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Most attempts at a smaller document. */
const MAX_ATTEMPTS = 400;

/** Whether a node can be left out of a document. */
const REMOVABLE: ReadonlySet<string> = new Set([
  Kind.FIELD,
  Kind.FRAGMENT_SPREAD,
  Kind.INLINE_FRAGMENT,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
]);

/**
 * The smallest valid document, by leaving out one part after the other, on which something still fails. What is no
 * longer used (fragments, variables) goes as well.
 */
export async function minimise(
  schema: GraphQLSchema,
  query: string,
  fails: (query: string) => Promise<boolean>,
): Promise<string> {
  let smallest = parse(query);
  let attempts = 0;
  for (let at = 0; attempts < MAX_ATTEMPTS; at += 1) {
    const smaller = without(smallest, at);
    if (!smaller) break;
    if (validate(schema, smaller).length > 0) continue;
    attempts += 1;
    if (!(await fails(print(smaller)))) continue;
    smallest = smaller;
    at = -1; // what could not be left out before may be now
  }
  return print(smallest);
}

/** The document without its part at this place, and without what is unused then; undefined beyond the last one. */
function without(document: DocumentNode, place: number): DocumentNode | undefined {
  let at = -1;
  let found = false;
  const cut = visit(document, {
    enter(node: ASTNode) {
      if (found || !REMOVABLE.has(node.kind)) return undefined;
      at += 1;
      if (at !== place) return undefined;
      found = true;
      return null;
    },
  });
  return found ? tidied(cut) : undefined;
}

function tidied(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(`$${name.value}`),
  });
  return visit(document, {
    FragmentDefinition: ({ name }) => (used.has(`...${name.value}`) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? false : null),
  });
}
