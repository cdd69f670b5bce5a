import { compileFields } from './compile.ts';
import { completeField, failed, filled, type LateField } from './complete.ts';
import { pathOf } from './info.ts';
import type { Completer, FieldPlan } from './plan-types.ts';

/**
 * Completes the selected fields of an object: in the first execution one by one, from the second on by a function that is
 * compiled of them. Compiling, and running what was just compiled, is half of what a new document costs, and many a
 * document comes once.
 * @param select the fields, planned when an object is first met
 * @param at the field that returns the object; undefined for the root of an operation
 */
export function selectionCompleter(select: () => readonly FieldPlan[], at: FieldPlan | undefined): Completer {
  let fields: readonly FieldPlan[] | undefined;
  let compiled: Completer | undefined;
  return (run, source, above, key) => {
    if (compiled) return compiled(run, source, above, key);
    fields ??= select();
    const complete = run.plan.executions > 1 ? (compiled = compileFields(fields, at)) : interpreted(fields, at);
    return complete(run, source, above, key);
  };
}

/** Answers what the compiled function would. */
const interpreted =
  (fields: readonly FieldPlan[], at: FieldPlan | undefined): Completer =>
  (run, source, above, key) => {
    const path = at && pathOf(at, above, key);
    const answer: Record<string, unknown> = {};
    let late: LateField[] | undefined;
    for (const field of fields) {
      let value: unknown;
      try {
        const found = field.isProperty ? (source as Record<string, unknown> | undefined)?.[field.name] : undefined;
        value = completeField(run, field, source, found, path);
      } catch (error) {
        value = failed(run, field, error, path, field.key, field.nullable);
      }
      answer[field.key] = value;
      if (value instanceof Promise) (late ??= []).push([field.key, value]);
    }
    return late === undefined ? answer : filled(run, answer, late);
  };
