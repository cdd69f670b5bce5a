import type { GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo, GraphQLSchema, VariableValues } from 'graphql';
import type { FieldPlan, Path, Run } from './plan-types.ts';

/** A path segment, created only if an object, a list, an error or a resolver needs it. */
export const pathOf = (field: FieldPlan, above: Path | undefined, key: string | number): Path => ({
  prev: above,
  key,
  typename: typeof key === 'string' ? field.parentType.name : undefined,
});

/** The fourth argument of a resolver, without what only the executor of graphql-js provides. */
export const infoOf = (run: Run, field: FieldPlan, path: Path): GraphQLResolveInfo =>
  new Info(run, field, path) as unknown as GraphQLResolveInfo;

/** `GraphQLResolveInfo` over a field plan and a run; only the path is stored. */
class Info {
  readonly #run: Run;
  readonly #field: FieldPlan;
  readonly path: Path;

  constructor(run: Run, field: FieldPlan, path: Path) {
    this.#run = run;
    this.#field = field;
    this.path = path;
  }

  get fieldName(): string {
    return this.#field.name;
  }
  get fieldNodes(): FieldPlan['nodes'] {
    return this.#field.nodes;
  }
  get returnType(): GraphQLOutputType {
    return this.#field.returnType;
  }
  get parentType(): GraphQLObjectType {
    return this.#field.parentType;
  }
  get schema(): GraphQLSchema {
    return this.#run.plan.schema;
  }
  get fragments(): Run['plan']['fragments'] {
    return this.#run.plan.fragments;
  }
  get operation(): Run['plan']['operation'] {
    return this.#run.plan.operation;
  }
  get variableValues(): VariableValues {
    return this.#run.variableValues;
  }
  get rootValue(): undefined {
    return undefined;
  }
}
