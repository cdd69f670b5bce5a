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
import { LRUCache } from 'lru-cache';
import { countFields } from './count-fields.ts';
import { firstInputFault } from './input-faults.ts';
import { BYTES, createHeapCache, shareOfHeap, textSize } from './heap-cache.ts';
import { bytesOf, lightened } from './light-document.ts';
import { isPlainlyValid } from './plainly-valid.ts';
import { conditionsOf, planOperation } from './plan.ts';
import type { Plan, Run } from './plan-types.ts';

/** Variants of one operation whose plans are cached: values of its @skip and @include. */
const MAX_VARIANTS = 32;
/** Fields of a document, fragments unfolded, beyond which it is executed by Yoga: a plan would not pay for its memory. */
const MAX_FIELDS = 1_000;
/** Share of the heap that documents and plans may take, and that of the texts that came once. */
const HEAP_SHARE = 0.1;
const ONCE_SHARE = 0.01;

/** A document whose operations can be planned: valid, and without directives other than @skip and @include. */
interface Prepared {
  readonly document: DocumentNode;
  /** What the document takes without its plans. */
  readonly bytes: number;
  readonly operations: readonly OperationDefinitionNode[];
  readonly conditions: readonly string[];
  readonly plans: Plans;
  /** Whether it came for the first time: its plans are run once. */
  readonly isNew: boolean;
}

/** By operation and variant. */
interface Plans {
  readonly size: number;
  get(variant: string): Plan | typeof UNPLANNED | undefined;
  set(variant: string, plan: Plan | typeof UNPLANNED): unknown;
  values(): Iterable<Plan | typeof UNPLANNED>;
}

/** An operation that is ready to run. */
export type Ready = Pick<Run, 'plan' | 'variableValues'>;

/**
 * Cache of documents that came more than once, parsed, validated and planned. Of what comes for the first time the text
 * alone is kept: many a document comes once, and all that is made of it (2 KB a field) dies young then.
 */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #rules: readonly ValidationRule[];
  readonly #known: ReturnType<typeof createHeapCache<Prepared | typeof UNPLANNED>>;
  readonly #once = createHeapCache<true>(shareOfHeap(ONCE_SHARE), textSize);

  constructor(schema: GraphQLSchema, rules: readonly ValidationRule[], maxBytes = shareOfHeap(HEAP_SHARE)) {
    this.#known = createHeapCache(maxBytes, sizeOf);
    this.#schema = schema;
    this.#rules = [...specifiedRules, ...rules];
  }

  /**
   * The plan of a query or mutation, with its coerced variables; undefined for whatever the fast path does not handle,
   * errors included.
   * @param isLarge whether the variables may be large ones: see `LARGE_INPUT`
   */
  ready(
    query: string,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
    isLarge = false,
  ): Ready | undefined {
    const prepared = this.#lookUp(query);
    const operation =
      operationName === undefined
        ? prepared?.operations.length === 1 && prepared.operations[0]
        : prepared?.operations.find(({ name }) => name?.value === operationName);
    if (!prepared || !operation || operation.operation === 'subscription') return undefined;
    const definitions = operation.variableDefinitions ?? [];
    if (isLarge && firstInputFault(this.#schema, definitions, variables)) return undefined;
    const read = definitions.length > 0 ? getVariableValues(this.#schema, definitions, variables, FIRST_ERROR) : NONE;
    if (!read.variableValues) return undefined;
    const { coerced } = read.variableValues;
    if (prepared.conditions.some((name) => coerced[name] === null)) return undefined; // a field error
    const variant = [operationName, ...prepared.conditions.map((name) => coerced[name] === true)].join();
    let plan = prepared.plans.get(variant);
    if (plan === undefined) {
      // The plan outlives the request, so of the variables it may retain these only.
      const conditions = Object.fromEntries(prepared.conditions.map((name) => [name, coerced[name]]));
      const weigh = this.#weigher(query, prepared);
      plan = planOperation(this.#schema, prepared.document, operation, conditions, weigh) ?? UNPLANNED;
      if (plan !== UNPLANNED && !prepared.isNew && prepared.plans.size === 0) plan.executions = 1; // by what was not kept
      prepared.plans.set(variant, plan);
      weigh();
    }
    if (plan === UNPLANNED) return undefined;
    return { plan, variableValues: read.variableValues };
  }

  #lookUp(query: string): Prepared | undefined {
    let known = this.#known.get(query);
    if (known === undefined) {
      const isNew = !this.#once.get(query);
      known = this.#prepare(query, isNew) ?? UNPLANNED;
      if (isNew) this.#once.set(query, true);
      else this.#known.set(query, known);
    }
    return known === UNPLANNED ? undefined : known;
  }

  /**
   * Counts the fields that were planned since, be it when the operation was first run or when a type was first met. Made
   * apart from the request, of which a plan that outlives it may keep nothing.
   */
  #weigher(query: string, prepared: Prepared): () => void {
    return () => {
      if (this.#known.peek(query) !== prepared) return; // evicted meanwhile
      this.#known.delete(query);
      this.#known.set(query, prepared);
    };
  }

  #prepare(query: string, isNew: boolean): Prepared | undefined {
    if (query.includes('__proto__')) return undefined; // assigning to a property of this name would set the prototype
    let document: DocumentNode;
    try {
      document = parse(query);
      if (!isNew) lightened(document);
    } catch {
      return undefined;
    }
    const conditions = conditionsOf(document);
    if (!conditions || !this.#isValid(document)) return undefined;
    if (countFields(document, MAX_FIELDS) > MAX_FIELDS) return undefined;
    const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    return {
      document,
      bytes: isNew ? 0 : bytesOf(document),
      operations,
      conditions: [...conditions],
      plans: isNew ? new Map() : new LRUCache({ max: MAX_VARIANTS }),
      isNew,
    };
  }

  #isValid(document: DocumentNode): boolean {
    if (isPlainlyValid(this.#schema, document)) return true;
    return validate(this.#schema, document, this.#rules, FIRST_ERROR).length === 0;
  }
}

/** In the place of a document, or of the plan of an operation, that the fast path does not handle. */
const UNPLANNED = Symbol('unplanned');

function sizeOf(prepared: Prepared | typeof UNPLANNED, query: string): number {
  if (prepared === UNPLANNED) return textSize(prepared, query);
  const planned = Array.from(prepared.plans.values(), (plan) => (plan === UNPLANNED ? 0 : plan.fieldCount));
  return planned.reduce((sum, fields) => sum + fields * BYTES.field, prepared.bytes + 1_000);
}

/** Who executes it says what is wrong: here one error is enough, and each may cost a search for what was meant. */
const FIRST_ERROR = { maxErrors: 1, hideSuggestions: true };
const NONE: ReturnType<typeof getVariableValues> = { variableValues: { sources: {}, coerced: {} } };
