import { getArgumentValues, GraphQLError, Kind, type FieldNode } from 'graphql';
import type { FieldPlan, Run } from './plan-types.ts';

/** The coerced arguments of a field, once per run. Throws if they are invalid; the resolver is then not called. */
export function argsOf(run: Run, field: FieldPlan): Readonly<Record<string, unknown>> {
  const given = field.args ?? run.args[field.index];
  if (given) return given;
  const [node] = field.nodes;
  if (!node) throw new GraphQLError(`There is no node of ${field.key}.`);
  return (run.args[field.index] = getArgumentValues(field.definition, node, run.variableValues));
}

export const mentionsVariable = (value: FieldNodeValue): boolean => {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(mentionsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => mentionsVariable(field.value));
};
type FieldNodeValue = NonNullable<FieldNode['arguments']>[number]['value'];
