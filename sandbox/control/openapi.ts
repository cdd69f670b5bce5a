import { stringify } from 'yaml';
import { z } from 'zod';
import { ERROR_STATUS } from './errors.ts';
import { OPERATIONS, type Operation } from './operations.ts';

type Json = Record<string, unknown>;

/** The description of the control in OpenAPI 3.1, from the same table that the router and the handlers go by. */
export function openApi(): string {
  const schemas: Json = { Error: schemaOf(ErrorBody, 'output', {}) };
  const paths: Record<string, Json> = {};
  for (const [operationId, operation] of Object.entries<Operation>(OPERATIONS)) {
    const path = `/sandbox${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described(operationId, operation, schemas) };
  }
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  const document = {
    openapi: '3.1.0',
    info: { title: 'Control of the sandbox', version: '1', description: DESCRIPTION },
    servers: [{ url: 'http://127.0.0.1:4000' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: sorted,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'SANDBOX_CONTROL_TOKEN, where the gateway asks for it.' },
      },
    },
  };
  return `# Printed by \`npm run sandbox-api\`.\n${stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}

const DESCRIPTION =
  'Puts the objects of the built-in sandbox into any state, moves its clock and makes its providers fail. It is part of a gateway only while every provider is sandboxed. Ids are those of the GraphQL API.';

const ErrorBody = z.object({
  errors: z.array(
    z.object({
      message: z.string(),
      extensions: z.object({
        code: z
          .string()
          .meta({ description: `${Object.keys(ERROR_STATUS).join(', ')}, or a code of the gateway in front.` }),
        issues: z
          .array(z.object({ path: z.string(), message: z.string() }))
          .optional()
          .meta({ description: 'Everything that is wrong about a body, with its place.' }),
      }),
    }),
  ),
});

function described(operationId: string, operation: Operation, schemas: Json): Json {
  const { path, summary, body, bodyOptional, answer, status = 200, query = [] } = operation;
  const json = (schema: unknown): Json => ({ 'application/json': { schema } });
  const success = answer ? { content: json(schemaOf(answer, 'output', schemas)) } : {};
  return {
    operationId,
    summary,
    ...((path.includes('{id}') || query.length > 0) && {
      parameters: [
        ...(path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
        ...query.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
      ],
    }),
    ...(body && {
      requestBody: { required: !bodyOptional, content: json(schemaOf(body, 'input', schemas)) },
    }),
    responses: {
      [status]: { description: summary, ...success },
      default: { description: 'Not carried out', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

/** The JSON Schema of a body. What has a name goes to the named schemas. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: Json): unknown {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io }) as Json & { $defs?: Json };
  const { id, ...own } = rest;
  for (const [name, one] of Object.entries($defs)) named[name] = tidy(one, io);
  const tidied = tidy(own, io);
  if (typeof id !== 'string') return tidied;
  named[id] = tidied;
  return { $ref: `#/components/schemas/${id}` };
}

/** References as OpenAPI has them; answers may gain members, which a client must bear. */
function tidy(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((one) => tidy(one, io));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      if (key === '$ref') return [[key, String(one).replace('#/$defs/', '#/components/schemas/')]];
      if (key === 'id' && typeof one === 'string') return [];
      if (key === 'additionalProperties' && one === false && io === 'output') return [];
      return [[key, tidy(one, io)]];
    }),
  );
}
