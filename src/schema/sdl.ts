import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { GraphQLSchema, lexicographicSortSchema } from 'graphql';
import { SEMANTIC_NON_NULL } from './kit/nullability.ts';

/**
 * The schema as it is published: sorted, with its applied directives, which GraphQL's own printer leaves out and
 * introspection cannot show.
 */
export function sdlOf(schema: GraphQLSchema): string {
  const config = lexicographicSortSchema(schema).toConfig();
  return `${printSchemaWithDirectives(new GraphQLSchema({ ...config, directives: [...config.directives, SEMANTIC_NON_NULL] }))}\n`;
}
