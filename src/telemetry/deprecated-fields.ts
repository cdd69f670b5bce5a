import {
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
} from 'graphql';
import { DocumentFact } from '../execution/document-fact.ts';
import { visitNodes } from '../execution/light-document.ts';
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
  const names = deprecatedNames(schema);
  const usedBy = new DocumentFact((document) => (mentions(document, names) ? deprecatedIn(schema, document) : NOTHING));
  const inVariables = new DeprecatedVariables(schema);
  return {
    before({ document, operationName, operation: definition, variables }) {
      const inDocument = usedBy.of(document);
      const sent = definition && inVariables.usedBy(definition, variables);
      if (inDocument.size === 0 && !sent?.size) return;
      const used = new Set(sent);
      for (const [name, coordinates] of inDocument)
        if (name === undefined || operationName === undefined || name === operationName)
          for (const coordinate of coordinates) used.add(coordinate);
      if (used.size === 0) return;
      const operation = nameOf(document, operationName).name;
      for (const coordinate of used) count(coordinate, operation);
    },
  };
}

/** By the operation that uses it; undefined: a fragment. */
type Used = ReadonlyMap<string | undefined, ReadonlySet<string>>;
const NOTHING: Used = new Map();

/** What anything deprecated is called: a document that mentions none of it need not be looked at with its types. */
function deprecatedNames(schema: GraphQLSchema): ReadonlySet<string> {
  const members = Object.values(schema.getTypeMap()).flatMap((type): readonly Member[] => {
    if (isEnumType(type)) return type.getValues();
    const fields = 'getFields' in type ? Object.values<Member>(type.getFields()) : [];
    return fields.flatMap((field) => [field, ...(field.args ?? [])]);
  });
  return new Set(members.flatMap(({ name, deprecationReason }) => (deprecationReason == null ? [] : name)));
}

interface Member {
  readonly name: string;
  readonly deprecationReason?: string | null | undefined;
  readonly args?: readonly Member[];
}

function mentions(document: DocumentNode, names: ReadonlySet<string>): boolean {
  let found = false;
  visitNodes(document, (node) => {
    if ((node.kind === Kind.NAME || node.kind === Kind.ENUM) && names.has(node.value)) found = true;
  });
  return found;
}

function deprecatedIn(schema: GraphQLSchema, document: DocumentNode): Used {
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
