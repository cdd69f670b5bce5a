import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

export type ProviderName = 'fondo' | 'payex' | 'aarthik';

/** A contract violation in a request or response. */
export interface Violation {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** Dotted path of the value: `nationalConsumerIdentifier.value`, `answers[0].answerCode`. */
  readonly path: string;
  readonly message: string;
}

export interface ContractOperation {
  /** `operationId` of the contract. */
  readonly id: string;
  readonly method: string;
  /** Path template: `/v2/partner/client/{client_id}`. */
  readonly template: string;
  /** The operation object of the contract, including `x-…` extensions. */
  readonly raw: Record<string, unknown>;
}

export interface IncomingParts {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Record<string, unknown>;
}
interface Media {
  content?: Record<string, { schema: Record<string, unknown> }>;
  required?: boolean;
}
type Json = Record<string, unknown>;

/** Compiles an OpenAPI document to match requests to operations and to validate requests and responses. */
export class Contract {
  readonly operations: readonly ContractOperation[];
  readonly #document: Json;
  readonly #bodies: Ajv2020;
  readonly #strings: Ajv2020;
  readonly #routes: { operation: ContractOperation; pattern: RegExp; names: string[]; parameters: Parameter[] }[];
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    this.#document = document;
    this.#bodies = this.#compiler(false);
    this.#strings = this.#compiler(true);
    this.#routes = [];
    for (const [template, methods] of Object.entries(document['paths'] as Record<string, Json>)) {
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const raw = methods[method] as Json | undefined;
        if (!raw || raw['x-adjacent']) continue; // documented next to the API, not part of it
        const operation = { id: String(raw['operationId']), method: method.toUpperCase(), template, raw };
        const names: string[] = [];
        const source = template.replaceAll(/\{([^}]+)\}|[.*+?^$()|[\]\\]/g, (text, name?: string) => {
          if (name === undefined) return `\\${text}`;
          names.push(name);
          return '([^/]+)';
        });
        const parameters = [...((methods['parameters'] as Json[]) ?? []), ...((raw['parameters'] as Json[]) ?? [])];
        this.#routes.push({
          operation,
          pattern: new RegExp(`^${source}$`),
          names,
          parameters: parameters.map((parameter) => this.#resolve(parameter) as unknown as Parameter),
        });
      }
    }
    // Literal segments take precedence over parameters: /order/withdrawal before /order/{order_id}.
    this.#routes.sort((a, b) => a.names.length - b.names.length);
    this.operations = this.#routes.map(({ operation }) => operation);
  }

  /** Finds the operation of a request, with its decoded path parameters. */
  match(method: string, path: string): { operation: ContractOperation; params: Record<string, string> } | undefined {
    for (const { operation, pattern, names } of this.#routes) {
      if (operation.method !== method) continue;
      const found = pattern.exec(path);
      if (!found) continue;
      const params = Object.fromEntries(names.map((name, index) => [name, safeDecode(found[index + 1] ?? '')]));
      return { operation, params };
    }
    return undefined;
  }

  /** Validates a request; returns its violations. Unknown additional properties are allowed. */
  violations({ id }: ContractOperation, { params, query, headers, body }: IncomingParts): Violation[] {
    const route = this.#routes.find(({ operation }) => operation.id === id);
    if (!route) throw new Error(`No operation ${id}`);
    const found: Violation[] = [];
    for (const parameter of route.parameters) {
      const source = { path: params, query, header: headers }[parameter.in];
      const value = source?.[parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name];
      if (value === undefined) {
        if (parameter.required) found.push({ in: parameter.in, path: parameter.name, message: 'is required' });
        continue;
      }
      const validate = this.#validator(this.#strings, `${id}:${parameter.in}:${parameter.name}`, {
        type: 'object',
        properties: { value: parameter.schema },
      });
      if (!validate({ value })) {
        const message = validate.errors?.[0]?.message ?? 'is not valid';
        found.push({ in: parameter.in, path: parameter.name, message });
      }
    }
    const requestBody = this.#resolve(route.operation.raw['requestBody'] as Json | undefined) as Media | undefined;
    const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
    if (schema) {
      if (body === undefined) {
        if (requestBody?.required) found.push({ in: 'body', path: '', message: 'a body is required' });
      } else {
        const validate = this.#validator(this.#bodies, `${id}:body`, schema);
        if (!validate(body)) found.push(...toViolations(validate.errors));
      }
    }
    return found;
  }

  /** Validates a response of a simulator (used by tests). */
  answerViolations({ id, raw }: ContractOperation, status: number, body: unknown): Violation[] {
    const responses = raw['responses'] as Record<string, Json>;
    const declared = responses[String(status)];
    if (!declared) return [{ in: 'body', path: '', message: `status ${status} is not in the contract of ${id}` }];
    const content = (this.#resolve(declared) as Media).content;
    const schema = Object.entries(content ?? {}).find(([type]) => type.includes('json'))?.[1].schema;
    if (!schema) return [];
    const validate = this.#validator(this.#bodies, `${id}:${status}`, schema);
    return validate(body) ? [] : toViolations(validate.errors);
  }

  /** Validates a value against a named schema of the contract (`Event`, `JourneySnapshot` …). */
  schemaViolations(name: string, value: unknown): Violation[] {
    const validate = this.#validator(this.#bodies, `schema:${name}`, { $ref: `#/components/schemas/${name}` });
    return validate(value) ? [] : toViolations(validate.errors);
  }

  #resolve(value: Json | undefined): Json | undefined {
    const ref = value?.['$ref'];
    if (typeof ref !== 'string') return value;
    return ref
      .slice(2)
      .split('/')
      .reduce<Json>((node, key) => node[key] as Json, this.#document);
  }

  #compiler(coerceTypes: boolean): Ajv2020 {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, coerceTypes });
    formats.default(ajv);
    ajv.addFormat('double', true).addFormat('int32', true).addFormat('password', true);
    ajv.addSchema({ components: this.#document['components'] }, 'contract');
    return ajv;
  }

  #validator(ajv: Ajv2020, key: string, schema: Json): ValidateFunction {
    let validate = this.#validators.get(key);
    if (!validate) {
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"contract#/')) as Json);
      this.#validators.set(key, validate);
    }
    return validate;
  }
}

const contracts = new Map<ProviderName, Contract>();

/** The contract of a provider, loaded from `contracts/` once per process. */
export function contractOf(provider: ProviderName): Contract {
  let contract = contracts.get(provider);
  if (!contract) {
    const file = new URL(`../../contracts/${provider}.openapi.yaml`, import.meta.url);
    contract = new Contract(parse(readFileSync(file, 'utf8')) as Json);
    contracts.set(provider, contract);
  }
  return contract;
}

const safeDecode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const toViolations = (errors: ErrorObject[] | null | undefined): Violation[] =>
  (errors ?? []).map(({ instancePath, message, keyword, params }) => {
    const missing = keyword === 'required' ? `/${String((params as { missingProperty: string }).missingProperty)}` : '';
    const path = `${instancePath}${missing}`.replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.');
    return {
      in: 'body',
      path: path.replace(/^\./, ''),
      message: missing ? 'is required' : (message ?? 'is not valid'),
    };
  });
