import {
  defaultFieldResolver,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { mentionsVariable } from './arguments.ts';
import { completerOf } from './complete.ts';
import type { Completer, FieldPlan, Plan } from './plan-types.ts';
import { selectionCompleter } from './selection.ts';

type Planned = Omit<Plan, 'fields' | 'complete'>;

/** The variables of all @skip and @include of a document; undefined if it contains other directives. */
export function conditionsOf(document: DocumentNode): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const settle = (set: SelectionSetNode): boolean =>
    set.selections.every((selection) => {
      for (const { name, arguments: given } of selection.directives ?? []) {
        if (name.value !== 'skip' && name.value !== 'include') return false;
        const value = given?.[0]?.value;
        if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      return selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet || settle(selection.selectionSet);
    });
  const settled = document.definitions.every(
    (definition) => !('selectionSet' in definition) || settle(definition.selectionSet),
  );
  return settled ? names : undefined;
}

/** Plans an operation of a valid document; `conditions` are the values of the variables of its @skip and @include. */
export function planOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Readonly<Record<string, unknown>>,
  planned: () => void = () => undefined,
): Plan | undefined {
  const root = schema.getRootType(operation.operation);
  if (!root) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one;
  const plan = { schema, document, operation, fragments, fieldCount: 0, executions: 0, planned };
  const fields = planFields(plan, root, [operation.selectionSet], conditions);
  return Object.assign(plan, { fields, complete: selectionCompleter(() => fields, undefined) });
}

function planFields(
  plan: Planned,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  conditions: Readonly<Record<string, unknown>>,
): FieldPlan[] {
  const groups = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const group = groups.get(key);
        if (group) group.push(selection);
        else groups.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(plan.schema, selection.typeCondition?.name.value, type)) collect(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = plan.fragments[selection.name.value];
        if (fragment && applies(plan.schema, fragment.typeCondition.name.value, type)) collect(fragment.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  return [...groups].flatMap(([key, nodes]) => planField(plan, type, key, nodes, conditions) ?? []);
}

function planField(
  plan: Planned,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  conditions: Readonly<Record<string, unknown>>,
): FieldPlan | undefined {
  const [node] = nodes;
  const definition = node && plan.schema.getField(parentType, node.name.value);
  if (!definition) return undefined;
  let known: Map<GraphQLObjectType, Completer> | undefined; // most fields are leaves
  const fieldsOf = (of: GraphQLObjectType): Completer => {
    let complete = known?.get(of);
    if (!complete) {
      const select = (): readonly FieldPlan[] => {
        const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
        const fields = planFields(plan, of, sets, conditions);
        plan.planned();
        return fields;
      };
      (known ??= new Map()).set(of, (complete = selectionCompleter(select, field)));
    }
    return complete;
  };
  const resolve = definition.resolve ?? defaultFieldResolver;
  const index = plan.fieldCount;
  plan.fieldCount += 1;
  const field = {
    key,
    name: definition.name,
    parentType,
    returnType: definition.type,
    nodes,
    resolve,
    nullable: !isNonNullType(definition.type),
    wantsInfo: resolve.length === 0 || resolve.length > 3,
    isProperty: resolve === defaultFieldResolver,
    isComposite: !isLeafType(getNamedType(definition.type)),
    args: argumentsOf(definition, node),
    definition,
    index,
    fieldsOf,
  } as FieldPlan & { complete: Completer };
  field.complete = completerOf(definition.type, field);
  return field;
}

/** Undefined where they contain variables. */
function argumentsOf(definition: FieldPlan['definition'], node: FieldNode): FieldPlan['args'] {
  if (definition.args.length === 0) return NO_ARGUMENTS;
  return node.arguments?.some(({ value }) => mentionsVariable(value)) ? undefined : getArgumentValues(definition, node);
}

/** Without a prototype, as graphql-js has them. */
const NO_ARGUMENTS = Object.freeze(Object.create(null)) as NonNullable<FieldPlan['args']>;

export function isIncluded(
  { directives }: Pick<FieldNode, 'directives'>,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  for (const { name, arguments: given } of directives ?? []) {
    const value = given?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    if (name.value === 'skip' ? holds === true : name.value === 'include' && holds !== true) return false;
  }
  return true;
}

export function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && schema.isSubType(other, type);
}
