import type { ChangeVersion } from '../threads.ts';
import type { SourceState } from './replies.ts';

/** A change that is to be appended, or has been. */
export interface Appended<C> {
  readonly id: string;
  readonly before: boolean;
  readonly change: C;
  readonly version: ChangeVersion;
  readonly bytes: number;
  /** The note about its object that is written with it; undefined where a later change of the same step has it. */
  readonly note: string | undefined;
  /** When it was appended for the first time. */
  readonly at: number;
}

/** Changes and notes that are written in one step. */
export interface Append<C> {
  readonly kind: 'append';
  readonly changes: readonly Appended<C>[];
  readonly objects: ReadonlyMap<string, string>;
  readonly forgotten: readonly string[];
  readonly thread: string | undefined;
}

/** What a holder writes, in order. */
export type Operation<C> =
  Append<C> | { readonly kind: 'state'; readonly state: SourceState } | { readonly kind: 'end'; readonly error: Error };

const MAX_CHANGES = 100;
const MAX_NOTES = 500;

/** Takes the next operation, or as many appends as fit into one step, from the front of a queue. */
export function nextStep<C>(queue: Operation<C>[]): Operation<C> | undefined {
  const first = queue.shift();
  if (first?.kind !== 'append') return first;
  const changes = [...first.changes];
  const objects = new Map(first.objects);
  const forgotten = new Set(first.forgotten);
  let { thread } = first;
  for (let next = queue[0]; next?.kind === 'append'; next = queue[0]) {
    const fits = changes.length + next.changes.length <= MAX_CHANGES && objects.size + next.objects.size <= MAX_NOTES;
    if (!fits) break;
    queue.shift();
    changes.push(...next.changes);
    for (const [key, text] of next.objects) {
      objects.set(key, text);
      forgotten.delete(key);
    }
    for (const key of next.forgotten) {
      objects.delete(key);
      forgotten.add(key);
    }
    thread = next.thread ?? thread;
  }
  return { kind: 'append', changes, objects, forgotten: [...forgotten], thread };
}

/** Notes alone, in steps of a size that does not hold up others. */
export function noteSteps<C>(
  objects: readonly (readonly [string, string])[],
  forgotten: readonly string[],
  thread: string | undefined,
): Append<C>[] {
  const steps: Append<C>[] = [];
  for (
    let at = 0;
    at < objects.length || (at === 0 && (forgotten.length > 0 || thread !== undefined));
    at += MAX_NOTES
  ) {
    const part = new Map(objects.slice(at, at + MAX_NOTES));
    steps.push({ kind: 'append', changes: [], objects: part, forgotten: at === 0 ? forgotten : [], thread });
  }
  return steps;
}
