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
import type { Held } from '../datasources/kit/held.ts';

export type Path = NonNullable<GraphQLResolveInfo['path']>;

/** One field of a selection, prepared for any number of executions. */
export interface FieldPlan {
  /** Response key. */
  readonly key: string;
  readonly name: string;
  readonly parentType: GraphQLObjectType;
  readonly returnType: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly nullable: boolean;
  /** Whether it answers objects, or lists of them: what it is completed to is then a part of the answer alone. */
  readonly isComposite: boolean;
  /** Whether the resolver declares a fourth argument, or hides how many it takes. */
  readonly wantsInfo: boolean;
  /** Whether it has the default resolver, which reads a property of the parent. */
  readonly isProperty: boolean;
  /** The arguments, if they contain no variables; undefined if they differ per request. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Index of its arguments in `Run.args`. */
  readonly index: number;
  readonly complete: Completer;
  /** The completer of an object of this type with the fields selected below. */
  readonly fieldsOf: (type: GraphQLObjectType) => Completer;
}

/** A planned operation, for certain values of its @skip and @include. */
export interface Plan {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly fields: readonly FieldPlan[];
  /** Completes the root object. */
  readonly complete: Completer;
  /** How often it was executed, by a plan that was not kept too: from the second time on by compiled code. */
  executions: number;
  /** Number of fields planned so far; types met at run time may add more. */
  fieldCount: number;
  /** Called when that number has grown. */
  readonly planned: () => void;
}

/** One execution of a plan. */
export interface Run {
  readonly plan: Plan;
  readonly context: unknown;
  readonly variableValues: VariableValues;
  /** Arguments by `FieldPlan.index`, coerced on first use. */
  readonly args: (Readonly<Record<string, unknown>> | undefined)[];
  readonly errors: GraphQLError[];
  /** Takes what comes late, and so would outlive the execution. */
  readonly held: Held | undefined;
}

/**
 * Completes a resolved value into its JSON form: synchronously if everything is available, else as a promise. `key` (the
 * response key, or the index in a list) below `above` is its path, which is created only if needed. Throws, or rejects
 * with, the error of this position.
 */
export type Completer = (run: Run, value: unknown, above: Path | undefined, key: string | number) => unknown;
