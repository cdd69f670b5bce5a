import {
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isInputType,
  isRequiredArgument,
  isTypeSubTypeOf,
  Kind,
  OperationTypeNode,
  typeFromAST,
  validateInputLiteral,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Fields, fragments unfolded, beyond which a walk is given up: fragments that spread each other unfold exponentially. */
const MAX_FIELDS = 1_000;

/**
 * Whether one walk is enough to tell that a document is valid: that `validate` of graphql-js would find nothing, which
 * takes some eight times as long. False says nothing. It knows the documents of most screens: one query or mutation, no object
 * written out, no object of an answer selected twice in one place, and nothing asked about the schema.
 */
export function isPlainlyValid(schema: GraphQLSchema, { definitions }: DocumentNode): boolean {
  let operation: OperationDefinitionNode | undefined;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) {
    if (hasAny(one.directives)) return false;
    if (one.kind === Kind.OPERATION_DEFINITION && !operation) operation = one;
    else if (
      one.kind === Kind.FRAGMENT_DEFINITION &&
      !hasAny(one.variableDefinitions) &&
      !fragments.has(one.name.value)
    )
      fragments.set(one.name.value, one);
    else return false;
  }
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return false;
  const root = schema.getRootType(operation.operation);
  if (!root) return false;
  const walk = new Walk(schema, fragments);
  return walk.declares(operation) && walk.selects(root, operation.selectionSet, new Map()) && walk.hasUsedAll;
}

const hasAny = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;

/** A field by its name in the answer. */
interface Named {
  readonly node: FieldNode;
  readonly type: GraphQLOutputType;
}

class Walk {
  readonly #schema: GraphQLSchema;
  readonly #variables = new Map<string, GraphQLInputType>();
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #used = new Set<string>();
  readonly #spread = new Set<string>();
  /** Fragments around a selection. */
  readonly #open = new Set<string>();
  #fields = 0;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  /** Variables of input types, each once, with defaults that fit. */
  declares({ variableDefinitions = [] }: OperationDefinitionNode): boolean {
    return variableDefinitions.every(({ variable, type: written, defaultValue, directives }) => {
      const type = typeFromAST(this.#schema, written as never);
      const { value: name } = variable.name;
      if (!isInputType(type) || this.#variables.has(name) || hasAny(directives)) return false;
      this.#variables.set(name, type);
      return defaultValue === undefined || isFit(defaultValue, type);
    });
  }

  get hasUsedAll(): boolean {
    return this.#used.size === this.#variables.size && this.#spread.size === this.#fragments.size;
  }

  /** @param names those of the object in the answer, to which the fields of fragments belong, too */
  selects(parent: GraphQLCompositeType, { selections }: SelectionSetNode, names: Map<string, Named>): boolean {
    return selections.every((selection) => {
      if (!this.#isConditional(selection.directives)) return false;
      if (selection.kind === Kind.FIELD) return this.#isField(parent, selection, names);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#spreads(parent, selection, names);
      return this.#applies(parent, selection, names);
    });
  }

  #applies(
    parent: GraphQLCompositeType,
    { typeCondition, selectionSet }: Pick<InlineFragmentNode, 'typeCondition' | 'selectionSet'>,
    names: Map<string, Named>,
  ): boolean {
    const type = typeCondition ? this.#schema.getType(typeCondition.name.value) : parent;
    return (
      isCompositeType(type) && doTypesOverlap(this.#schema, parent, type) && this.selects(type, selectionSet, names)
    );
  }

  #spreads(
    parent: GraphQLCompositeType,
    { name: { value: name }, arguments: given }: FragmentSpreadNode,
    names: Map<string, Named>,
  ): boolean {
    const fragment = this.#fragments.get(name);
    if (!fragment || hasAny(given) || this.#open.has(name)) return false;
    this.#spread.add(name);
    this.#open.add(name);
    const isValid = this.#applies(parent, fragment, names);
    this.#open.delete(name);
    return isValid;
  }

  #isField(parent: GraphQLCompositeType, node: FieldNode, names: Map<string, Named>): boolean {
    const { name, alias, selectionSet } = node;
    if (name.value.startsWith('__') && name.value !== '__typename') return false;
    if ((this.#fields += 1) > MAX_FIELDS) return false;
    const field = this.#schema.getField(parent, name.value);
    if (!field || !this.#areArguments(field.args, node.arguments)) return false;
    const key = (alias ?? name).value;
    const known = names.get(key);
    if (known && !isSameLeaf(known, node, field.type)) return false;
    names.set(key, { node, type: field.type });
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return selectionSet === undefined;
    return selectionSet !== undefined && this.selects(type, selectionSet, new Map());
  }

  /** Nothing but @skip and @include, each at most once. */
  #isConditional(directives: readonly DirectiveNode[] | undefined): boolean {
    if (!directives || directives.length === 0) return true;
    if (directives.length > 2 || directives[0]?.name.value === directives[1]?.name.value) return false;
    return directives.every(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return false;
      const directive = this.#schema.getDirective(name.value);
      return directive != null && this.#areArguments(directive.args, given);
    });
  }

  #areArguments(declared: readonly GraphQLArgument[], given: readonly ArgumentNode[] = []): boolean {
    if (declared.length === 0) return given.length === 0;
    const names = new Set<string>();
    const isGiven = ({ name, value }: ArgumentNode): boolean => {
      const argument = declared.find((one) => one.name === name.value);
      if (!argument || names.has(name.value)) return false;
      names.add(name.value);
      return value.kind === Kind.VARIABLE ? this.#uses(value.name.value, argument.type) : isFit(value, argument.type);
    };
    return given.every(isGiven) && declared.every((one) => !isRequiredArgument(one) || names.has(one.name));
  }

  /** A variable in the place of a type: not where a default makes up for a null. */
  #uses(name: string, type: GraphQLInputType): boolean {
    const own = this.#variables.get(name);
    this.#used.add(name);
    return own !== undefined && isTypeSubTypeOf(this.#schema, own, type);
  }
}

/** The same leaf twice, be it of one type or of two: nothing that could differ. Types of one text are the same. */
const isSameLeaf = ({ node, type }: Named, other: FieldNode, otherType: GraphQLOutputType): boolean =>
  (type === otherType || String(type) === String(otherType)) &&
  node.name.value === other.name.value &&
  !node.selectionSet &&
  !hasAny(node.arguments) &&
  !hasAny(other.arguments);

const WRITTEN_OUT: ReadonlySet<string> = new Set([Kind.OBJECT, Kind.LIST, Kind.VARIABLE]);

/** A literal that is no object, or a list of such. */
function isFit(value: ValueNode, type: GraphQLInputType): boolean {
  const parts = value.kind === Kind.LIST ? value.values : [value];
  if (parts.some(({ kind }) => WRITTEN_OUT.has(kind))) return false;
  let fits = true;
  validateInputLiteral(value, type, () => (fits = false), undefined, undefined, true);
  return fits;
}
