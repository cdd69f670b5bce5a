import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { SourceDocument } from './sources.ts';

/** An operation that shows how something is used. */
export interface Example {
  readonly document: SourceDocument;
  readonly operation: string;
  readonly source: string;
}

/** Where types and fields are used: in the schema, and in the published documents. */
export interface Usage {
  /** Shortest operations first; `key`: `Query.client`. */
  examples(key: string): readonly Example[];
  /** Documents that use a root field or select a type. */
  documents(key: string): readonly SourceDocument[];
  /** Links to the fields and inputs that have the type. */
  places(type: string): readonly string[];
}

/** The text of one operation with the fragments that it needs. */
function sourceOf(document: DocumentNode, index: number, text: string): string {
  const cut = (at: number): string => {
    const { loc } = document.definitions[at] ?? {};
    return text.slice(loc?.start, loc?.end);
  };
  const fragments = document.definitions.flatMap((one, at) =>
    one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, at] as const] : [],
  );
  const needed = new Set<number>();
  const follow = (source: string): void => {
    for (const [name, at] of fragments)
      if (new RegExp(`\\.\\.\\.\\s*${name}\\b`).test(source) && !needed.has(at)) {
        needed.add(at);
        follow(cut(at));
      }
  };
  follow(cut(index));
  return [index, ...needed].map(cut).join('\n\n');
}

function addTo<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const found = map.get(key) ?? new Set<T>();
  map.set(key, found.add(value));
}

/** Looks through the schema and the documents once. */
export function usageOf(schema: GraphQLSchema, sources: readonly SourceDocument[]): Usage {
  const examples = new Map<string, Set<Example>>();
  const documents = new Map<string, Set<SourceDocument>>();
  const places = new Map<string, Set<string>>();
  for (const document of sources) {
    const ast = parse(document.source);
    ast.definitions.forEach((definition, index) => {
      const name = definition.kind === Kind.OPERATION_DEFINITION ? definition.name?.value : undefined;
      const example = name && { document, operation: name, source: sourceOf(ast, index, document.source) };
      const info = new TypeInfo(schema);
      visit(
        definition,
        visitWithTypeInfo(info, {
          Field: ({ name: field }) => {
            const parent = info.getParentType()?.name ?? '';
            const type = getNamedType(info.getType() ?? undefined)?.name;
            if (type && document.isPublished) addTo(documents, type, document);
            if (!['Query', 'Mutation', 'Subscription'].includes(parent)) return;
            if (document.isPublished) addTo(documents, `${parent}.${field.value}`, document);
            if (example) addTo(examples, `${parent}.${field.value}`, example);
          },
        }),
      );
    });
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const root = ['Query', 'Mutation', 'Subscription'].includes(type.name);
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        const where = root ? `/schema/${type.name.toLowerCase()}/${field.name}` : `/schema/types/${type.name}`;
        const link = `[\`${root ? '' : `${type.name}.`}${field.name}\`](${where})`;
        for (const one of [field, ...field.args]) addTo(places, getNamedType(one.type).name, link);
      }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        addTo(places, getNamedType(field.type).name, `[\`${type.name}.${field.name}\`](/schema/types/${type.name})`);
  }
  return {
    examples: (key) => [...(examples.get(key) ?? [])].sort((a, b) => a.source.length - b.source.length),
    documents: (key) => [...(documents.get(key) ?? [])],
    places: (type) => [...(places.get(type) ?? [])],
  };
}
