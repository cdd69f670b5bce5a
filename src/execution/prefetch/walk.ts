import type { VariableValues } from 'graphql';
import type { ByteCache } from '../../datasources/kit/byte-cache.ts';
import type { Optimizations } from '../../config/optimizations.ts';
import { isDeliveredLater } from '../incremental-delivery.ts';
import { isIncluded } from '../plan.ts';
import type { Expecting, Keys, Root } from './declared.ts';
import type { Read } from './reads.ts';

/** What a prefetch needs of the context of an operation. */
export type PrefetchContext = Optimizations & { readonly rights: string };

/**
 * One look at what is selected below the objects of a root field: starts the reads, and counts what each collection
 * will be asked for.
 */
export class Walk {
  readonly #context: PrefetchContext;
  readonly #variables: VariableValues;
  readonly #absent: ByteCache<true>;
  readonly #starts: (() => unknown)[] = [];
  readonly #needs = new Map<Expecting, number>();

  /** @param absent keys known to lead to nothing, per rights */
  constructor(context: PrefetchContext, variables: VariableValues, absent: ByteCache<true>) {
    this.#context = context;
    this.#variables = variables;
    this.#absent = absent;
  }

  /** Takes in what is read below one object. */
  look(reads: readonly Read[], root: Root): void {
    if (!this.#isAbsent(root)) quietly(() => this.#below(reads, root.keys, 1));
  }

  /**
   * Nobody waits for the reads: each field waits for its own alone, so that a slow one holds no sibling up. First the
   * lists that many ids will be read from: they may contain the pages that the others request.
   */
  start(): void {
    for (const [collection, ids] of this.#needs) quietly(() => collection.expect(ids));
    this.#starts.forEach(quietly);
  }

  /** Remembers what is not there, until it is there again; returns what was read. */
  noteAbsence<T>(root: Root, read: T): T {
    const note = (found: unknown): void => {
      if (found === null) this.#absent.set(this.#nameOf(root), true);
      else this.#absent.delete(this.#nameOf(root));
    };
    if (read instanceof Promise) read.then(note, () => undefined);
    return read;
  }

  #isAbsent(root: Root): boolean {
    return this.#absent.peek(this.#nameOf(root)) ?? false;
  }

  #nameOf({ type, keys }: Root): string {
    return `${this.#context.rights} ${type} ${keys.join('/')}`;
  }

  #below(reads: readonly Read[], keys: Keys, parents: number): void {
    const { coerced } = this.#variables;
    for (const read of reads) {
      const isSelected = read.conditions.every((one) => isIncluded(one, coerced) && !isDeliveredLater(one, coerced));
      if (isSelected) this.#field(read, keys, parents);
    }
  }

  #field({ prefetch, argsOf, items, type, isEntity, below }: Read, keys: Keys, parents: number): void {
    const { key, start, rows, needs, each = 1 } = prefetch;
    const context = this.#context;
    const args = argsOf(this.#variables);
    if (needs) {
      const collection = needs(keys, context);
      this.#needs.set(collection, (this.#needs.get(collection) ?? 0) + parents * each);
    }
    if (key) {
      const own = quietly(() => key(args, keys)) as Keys | undefined;
      if (!own || this.#isAbsent({ type, keys: own })) return;
      if (start) this.#starts.push(() => this.noteAbsence({ type, keys: own }, start(own, args, context, parents)));
      return this.#below(below, own, parents);
    }
    if (start) this.#starts.push(() => start(keys, args, context, parents));
    const requested = items(args);
    const length = Math.min(requested, rows?.(keys, context) ?? requested);
    // Of an object by an id that only its parent has no key is known but the first.
    this.#below(below, isEntity ? [keys[0]] : keys, parents * length);
  }
}

/** Ignores the errors of a prefetch: the resolver meets them again and reports them. */
function quietly(start: () => unknown): unknown {
  try {
    const started = start();
    if (started instanceof Promise) started.catch(() => undefined);
    return started;
  } catch {
    return undefined;
  }
}
