import {
  getVariableValues,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { LruCache } from '../datasources/kit/lru.ts';
import { withoutIncremental } from './incremental-delivery.ts';
import { conditionsOf, planOperation } from './plan.ts';
import type { Plan, Run } from './plan-types.ts';

/** Bounds of the cache: documents, and variants of an operation (values of its @skip and @include). */
const MAX_DOCUMENTS = 1_000;
const MAX_VARIANTS = 32;
/**
 * Characters of documents that may be planned before the cache is cleared: a plan takes about 140 bytes per character.
 */
const MAX_PLANNED = 1_000_000;

/** A document whose operations can be planned: valid, and without directives other than @skip and @include. */
interface Prepared {
  /** Whether the document contains @defer or @stream, which a plan ignores. */
  readonly isIncremental: boolean;
  readonly document: DocumentNode;
  readonly operations: readonly OperationDefinitionNode[];
  readonly conditions: readonly string[];
  readonly plans: LruCache<string, Plan | undefined>;
}

/** An operation that is ready to run. */
export type Ready = Pick<Run, 'plan' | 'variableValues'> & Pick<Prepared, 'isIncremental'>;

/** Cache of documents, each parsed, validated and planned once. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #rules: readonly ValidationRule[];
  readonly #known = new LruCache<string, Prepared | undefined>(MAX_DOCUMENTS);
  #planned = 0;

  constructor(schema: GraphQLSchema, rules: readonly ValidationRule[]) {
    this.#schema = schema;
    this.#rules = [...specifiedRules, ...rules];
  }

  /**
   * The plan of a query or mutation, with its coerced variables; undefined for whatever the fast path does not handle,
   * errors included.
   */
  ready(
    query: string,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): Ready | undefined {
    const prepared = this.#known.get(query, () => this.#prepare(query));
    const operation =
      operationName === undefined
        ? prepared?.operations.length === 1 && prepared.operations[0]
        : prepared?.operations.find(({ name }) => name?.value === operationName);
    if (!prepared || !operation || operation.operation === 'subscription') return undefined;
    const definitions = operation.variableDefinitions ?? [];
    const read = definitions.length > 0 ? getVariableValues(this.#schema, definitions, variables) : NONE;
    if (!read.variableValues) return undefined;
    const { coerced } = read.variableValues;
    if (prepared.conditions.some((name) => coerced[name] === null)) return undefined; // a field error
    const variant = [operationName, ...prepared.conditions.map((name) => coerced[name] === true)].join();
    const plan = prepared.plans.get(variant, () => {
      this.#makeRoom(query.length);
      // The plan outlives the request, so of the variables it may retain these only.
      const conditions = Object.fromEntries(prepared.conditions.map((name) => [name, coerced[name]]));
      return planOperation(this.#schema, prepared.document, operation, conditions);
    });
    return plan && { plan, variableValues: read.variableValues, isIncremental: prepared.isIncremental };
  }

  #makeRoom(characters: number): void {
    this.#planned += characters;
    if (this.#planned <= MAX_PLANNED) return;
    this.#known.clear();
    this.#planned = characters;
  }

  #prepare(query: string): Prepared | undefined {
    if (query.includes('__proto__')) return undefined; // assigning to a property of this name would set the prototype
    let parsed: DocumentNode;
    try {
      parsed = parse(query);
    } catch {
      return undefined;
    }
    const document = withoutIncremental(parsed);
    const conditions = conditionsOf(document);
    if (!conditions || validate(this.#schema, parsed, this.#rules, { maxErrors: 1 }).length > 0) return undefined;
    const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    return {
      isIncremental: document !== parsed,
      document,
      operations,
      conditions: [...conditions],
      plans: new LruCache(MAX_VARIANTS),
    };
  }
}

const NONE: ReturnType<typeof getVariableValues> = { variableValues: { sources: {}, coerced: {} } };
