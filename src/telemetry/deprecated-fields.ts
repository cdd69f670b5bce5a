import {
  getNamedType,
  getOperationAST,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
} from 'graphql';
import type { OperationHook } from '../execution/operation-hook.ts';
import { DeprecatedVariables } from './deprecated-variables.ts';
import { nameOf } from './names.ts';

/**
 * Counts what operations use that is deprecated: fields, arguments, members of inputs and values, in the document or in
 * the variables, each once for an operation that runs.
 */
export function deprecatedFields(
  schema: GraphQLSchema,
  count: (coordinate: string, operation: string) => void,
): OperationHook {
  const found = new WeakMap<DocumentNode, ReadonlyMap<string | undefined, ReadonlySet<string>>>();
  const usedBy = (document: DocumentNode): ReadonlyMap<string | undefined, ReadonlySet<string>> => {
    let used = found.get(document);
    if (!used) found.set(document, (used = deprecatedIn(schema, document)));
    return used;
  };
  const inVariables = new DeprecatedVariables(schema);
  return {
    before({ document, operationName, variables }) {
      const definition = getOperationAST(document, operationName);
      const used = new Set(definition ? inVariables.usedBy(definition, variables) : []);
      for (const [name, coordinates] of usedBy(document))
        if (name === undefined || operationName === undefined || name === operationName)
          for (const coordinate of coordinates) used.add(coordinate);
      if (used.size === 0) return;
      const operation = nameOf(document, operationName).name;
      for (const coordinate of used) count(coordinate, operation);
    },
  };
}

/** By the operation that uses it; undefined: a fragment. */
function deprecatedIn(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string | undefined, Set<string>> {
  const info = new TypeInfo(schema);
  const used = new Map<string | undefined, Set<string>>();
  for (const definition of document.definitions) {
    const name = definition.kind === Kind.OPERATION_DEFINITION ? definition.name?.value : undefined;
    const add = (coordinate: string): void => void used.set(name, (used.get(name) ?? new Set()).add(coordinate));
    visit(
      definition,
      visitWithTypeInfo(info, {
        Field: () => {
          const field = info.getFieldDef();
          if (field?.deprecationReason != null) add(`${info.getParentType()?.name}.${field.name}`);
        },
        Argument: () => {
          const argument = info.getArgument();
          if (argument?.deprecationReason != null)
            add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}(${argument.name}:)`);
        },
        ObjectField: ({ name: { value } }) => {
          const parent = getNamedType(info.getParentInputType());
          const field = parent && 'getFields' in parent ? parent.getFields()[value] : undefined;
          if (field?.deprecationReason != null) add(`${parent?.name}.${value}`);
        },
        EnumValue: ({ value }) => {
          const type = getNamedType(info.getInputType());
          if (isEnumType(type) && type.getValue(value)?.deprecationReason != null) add(`${type.name}.${value}`);
        },
      }),
    );
  }
  return used;
}
