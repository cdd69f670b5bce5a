import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableValues,
} from 'graphql';

export type Path = NonNullable<GraphQLResolveInfo['path']>;

/** One field of a selection, ready to be answered any number of times. */
export interface FieldPlan {
  /** Key in the answer. */
  readonly key: string;
  readonly name: string;
  readonly parentType: GraphQLObjectType;
  readonly returnType: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly nullable: boolean;
  /** Whether the resolver can see its fourth argument at all. */
  readonly wantsInfo: boolean;
  /** Whether GraphQL's default resolver reads it off its object. */
  readonly isProperty: boolean;
  /** Arguments that no variable has a part in; undefined where they differ from request to request. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Place of its arguments among those of a run. */
  readonly index: number;
  readonly complete: Completer;
  /** Completes an object of this type with the fields that are selected below. */
  readonly fieldsOf: (type: GraphQLObjectType) => Completer;
}

/** An operation with the values of its @skip and @include settled. */
export interface Plan {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly fields: readonly FieldPlan[];
  /** Completes all of it at once. */
  readonly complete: Completer;
  /** Fields planned so far; types that are met at run time may add more. */
  fieldCount: number;
}

/** One execution of a plan. */
export interface Run {
  readonly plan: Plan;
  readonly context: unknown;
  readonly variableValues: VariableValues;
  /** Arguments by the index of their field, as they are first needed. */
  readonly args: (Readonly<Record<string, unknown>> | undefined)[];
  readonly errors: GraphQLError[];
}

/**
 * Turns a resolved value into what JSON can say of it: at once where everything is there, else a promise. The value
 * stands at `key` (the field's own, or the place in a list) below `above`: the path is made only where someone needs
 * it. Throws, or rejects with, what must become an error there.
 */
export type Completer = (run: Run, value: unknown, above: Path | undefined, key: string | number) => unknown;
