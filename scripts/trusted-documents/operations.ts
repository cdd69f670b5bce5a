import { createHash } from 'node:crypto';
import {
  Kind,
  type OperationTypeNode,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Source } from './sources.ts';

/** One operation with the fragments that it uses: what a client sends. */
export interface Operation {
  readonly name: string;
  readonly kind: OperationTypeNode;
  readonly place: string;
  readonly document: DocumentNode;
}

/** What a folder holds, and what is wrong with it. */
export interface Found {
  readonly operations: readonly Operation[];
  readonly problems: readonly string[];
}

/** Joins operations with their fragments, wherever in the folder those are written. */
export function operationsIn(sources: readonly Source[]): Found {
  const problems: string[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  const written: { operation: OperationDefinitionNode; name: string; place: string }[] = [];
  for (const { text, place } of sources) {
    for (const definition of definitionsOf(text, place, problems)) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        const other = fragments.get(definition.name.value);
        if (other && print(other) !== print(definition))
          problems.push(`${place}: another fragment is called ${definition.name.value}.`);
        fragments.set(definition.name.value, definition);
      } else if (definition.kind === Kind.OPERATION_DEFINITION) {
        const name = definition.name?.value;
        if (name === undefined) problems.push(`${place}: an operation has no name.`);
        else if (written.some((one) => one.name === name))
          problems.push(`${place}: another operation is called ${name}.`);
        else written.push({ operation: definition, name, place });
      }
    }
  }
  const operations = written.map(({ operation, name, place }): Operation => ({
    name,
    kind: operation.operation,
    place,
    document: { kind: Kind.DOCUMENT, definitions: [operation, ...usedBy(operation, fragments)] },
  }));
  return { operations, problems };
}

function definitionsOf(text: string, place: string, problems: string[]): DocumentNode['definitions'] {
  try {
    return parse(text, { noLocation: true }).definitions;
  } catch (error) {
    problems.push(`${place}: ${(error as Error).message}`);
    return [];
  }
}

/** In the order of their first use. */
function usedBy(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void =>
    void visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        collect(fragment);
      },
    });
  collect(operation);
  return [...used];
}

/**
 * The documents by the SHA-256 of their text, as `TRUSTED_DOCUMENTS` takes them: as they are written, and with the
 * `__typename` that Apollo Client and urql add before they send a document or its hash.
 */
export function manifestOf(operations: readonly Operation[]): Record<string, string> {
  const texts = operations.flatMap(({ document }) => [print(document), print(withTypenames(document))]);
  return Object.fromEntries(
    [...new Set(texts)].map((text) => [`sha256:${createHash('sha256').update(text).digest('hex')}`, text]),
  );
}

/** As Apollo Client does: at the end of each selection that has none, but for that of the operation. */
const withTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set, _key, parent): SelectionSetNode | undefined => {
      if ((parent as { readonly kind?: Kind } | undefined)?.kind === Kind.OPERATION_DEFINITION) return undefined;
      const isThere = set.selections.some((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'));
      if (isThere) return undefined;
      const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
      return { ...set, selections: [...set.selections, typename] };
    },
  });
