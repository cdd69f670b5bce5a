import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Json = Record<string, any>;
const contract = parse(readFileSync('contracts/payex.openapi.yaml', 'utf8')) as Json;
const resolved = (node: Json): Json => {
  const reference: unknown = node['$ref'];
  if (typeof reference !== 'string') return node;
  const names = reference.slice('#/'.length).split('/');
  return names.reduce<Json>((at, name) => at[name] as Json, contract);
};

/** What stands for a member of which the contract prints no example: the first of its values, or one of its type. */
function sample({ type, enum: values, pattern, contentMediaType, ...schema }: Json): unknown {
  const [first] = (values ?? schema['x-extensible-enum'] ?? []) as unknown[];
  const literal = /^\^(\w+)\$$/.exec(String(pattern))?.[1]; // of a pattern that allows one text only
  const file = contentMediaType === 'application/pdf' ? 'JVBERi0xLjQK' : undefined;
  return first ?? literal ?? file ?? ({ number: 5000, integer: 3, boolean: false } as Json)[type as string];
}

/** A value of a schema, made of the examples that its members print; undefined where nothing says what it is like. */
export function printed(given: Json, above: readonly Json[] = []): unknown {
  const schema = resolved(given);
  if (above.includes(schema)) return undefined; // a follow-up of a question is a question again
  if (schema['examples']) return schema['examples'][0];
  if (schema['type'] === 'array') {
    const item = printed(schema['items'] as Json, [...above, schema]);
    return item === undefined ? undefined : [item];
  }
  const members = Object.entries((schema['properties'] ?? {}) as Json)
    .map(([name, member]) => [name, printed(member as Json, [...above, schema])] as const)
    .filter(([, value]) => value !== undefined);
  return members.length > 0 ? Object.fromEntries(members) : sample(schema);
}

/** A named example of the contract. */
export const example = (name: string): Json => (contract['components'] as Json)['examples'][name].value as Json;

/** An operation of the contract with the request and the answer that it prints. */
export interface Printed {
  readonly operation: string;
  readonly path: string;
  readonly status: number;
  /** Undefined where it has no body, `{}` where it is an object without members. */
  readonly request: unknown;
  readonly answer: unknown;
}

/** The example that a body prints, or what the members of its schema print. */
function bodyOf(given: Json | undefined): unknown {
  const content = Object.values((resolved(given ?? {})['content'] ?? {}) as Json)[0] as Json | undefined;
  if (!content) return undefined;
  const named = Object.values((content['examples'] ?? {}) as Json)[0] as Json | undefined;
  if (named) return resolved(named)['value'];
  return content['example'] ?? printed(content['schema'] as Json) ?? {};
}

/** Every operation of the contract, once for each success that it prints. */
export const OPERATIONS: readonly Printed[] = Object.entries(contract['paths'] as Json).flatMap(([path, methods]) =>
  Object.values(methods as Json)
    .filter((one: Json) => one['operationId'])
    .flatMap((one: Json) =>
      Object.entries(one['responses'] as Json)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, response]) => ({
          operation: one['operationId'] as string,
          path,
          status: Number(status),
          request: bodyOf(one['requestBody'] as Json | undefined),
          answer: bodyOf(response as Json),
        })),
    ),
);

const KEY = '123e4567-e89b-12d3-a456-426614174000';
/** The application, the limit upgrade and the offer that the examples are about. */
export const IDS = {
  application: `Application:kontotyp-1:${KEY}`,
  upgrade: `LimitUpgradeApplication:${KEY}`,
  offer: 'Offer:kontotyp-1',
} as const;

/** The path of an operation with the keys of the examples. */
export const pathOf = (path: string): string =>
  path.replace('{accountProfile}', 'kontotyp-1').replace(/\{(?:applicationId|limitUpgradeApplicationId)\}/, KEY);
