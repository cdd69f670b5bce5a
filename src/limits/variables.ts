import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Limits } from '../config/limits.ts';
import { firstInputFault, LARGE_INPUT } from '../execution/input-faults.ts';
import type { OperationHook } from '../execution/operation-hook.ts';
import { limitExceeded, MAX_VALUE_DEPTH } from './document.ts';

/**
 * Checks the variables of every operation, declared or not: their number, their depth, and their texts. One that holds a lone
 * surrogate (`"\ud800"` in JSON) has no UTF-8 form, so that no provider could be sent it (RFC 8259, 8.2). Literals of
 * the document need no check: GraphQL's own grammar refuses such there. Names within inputs are checked too, since an
 * input of type `JSON` is passed on as it is. Of large ones the first fault is told, before anybody prints them.
 */
export const variables = (schema: GraphQLSchema, { maxValues }: Pick<Limits, 'maxValues'>): OperationHook => ({
  before({ operation, variables: sent }) {
    const walk = new Walk(maxValues);
    for (const name in sent) {
      const at = walk.malformedAt(name, sent[name]);
      if (at === undefined) continue;
      const place = NAMES.test(at) ? `Variable "$${name}"${at === name ? '' : ` at "${at}"`}` : 'A variable';
      throw new GraphQLError(`${place}: expected well-formed Unicode text, but it holds a lone surrogate.`, {
        extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
      });
    }
    if (walk.size <= LARGE_INPUT) return;
    const definitions = operation?.variableDefinitions ?? [];
    const fault = firstInputFault(schema, definitions, sent);
    if (fault) throw fault;
  },
});

/** A place that may be repeated: made of GraphQL's names, which is all that an input contains but for `JSON`. */
const NAMES = /^[\w.[\]]{1,200}$/;

/** Characters around a value. */
const PUNCTUATION = 4;

class Walk {
  readonly #most: number;
  #values = 0;
  #characters = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** About as many characters as printing what was visited takes. */
  get size(): number {
    return this.#characters + PUNCTUATION * this.#values;
  }

  /** The place of the first text that is not well-formed; undefined where all are. By a list, since JSON can be deep. */
  malformedAt(name: string, variable: unknown): string | undefined {
    this.#count(1);
    if (typeof variable === 'string') return this.#isWellFormed(variable) ? undefined : name;
    if (typeof variable !== 'object' || variable === null) return undefined;
    const open: [at: string, value: object, depth: number][] = [[name, variable, 1]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [at, value, depth] = next;
      if (depth > MAX_VALUE_DEPTH)
        throw limitExceeded('TOO_DEEP', 'Levels of a variable', MAX_VALUE_DEPTH, `more than ${MAX_VALUE_DEPTH}`);
      const isList = Array.isArray(value);
      this.#count(isList ? value.length : 0); // before its keys are listed
      for (const key in value) {
        this.#count(isList ? 0 : 1);
        const member = (value as Record<string, unknown>)[key];
        if (!isList && !this.#isWellFormed(key)) return at;
        if (typeof member !== 'string' && (typeof member !== 'object' || member === null)) continue;
        const place = isList ? `${at}[${key}]` : `${at}.${key}`;
        if (typeof member === 'object') open.push([place, member, depth + 1]);
        else if (!this.#isWellFormed(member)) return place;
      }
    }
    return undefined;
  }

  #isWellFormed(text: string): boolean {
    this.#characters += text.length;
    return text.isWellFormed();
  }

  #count(values: number): void {
    this.#values += values;
    if (this.#values > this.#most)
      throw limitExceeded('TOO_MANY_VALUES', 'Values of the variables', this.#most, `more than ${this.#most}`);
  }
}
