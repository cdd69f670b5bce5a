import { getNullableType, isLeafType, isObjectType } from 'graphql';
import { argsOf } from './arguments.ts';
import { completeField, completeValue, failed, filled, guarded } from './complete.ts';
import { pathOf } from './info.ts';
import { leafOf, plainOf, type Leaf } from './leaf.ts';
import type { Completer, FieldPlan } from './plan-types.ts';

/** Whether this runtime may compile code from strings: not with `node --disallow-code-generation-from-strings`. */
export function canCompile(): boolean {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- an empty function
    new Function();
    return true;
  } catch {
    return false;
  }
}

/**
 * Compiles the selected fields of an object type into one function. Properties, resolvers and the shape of the result
 * are constants in it, which V8 optimises far better than a loop over field descriptions. The source contains nothing
 * but GraphQL names, which are plain identifiers.
 * @param at the field that returns the object; undefined for the root of an operation
 */
export function compileFields(fields: readonly FieldPlan[], at: FieldPlan | undefined): Completer {
  const known = { at, fields, leaves: fields.map(leafAtOnce), objects: fields.map(objectOf), ...TOOLS };
  const needsPath = fields.some(
    ({ isProperty, returnType }) => !isProperty || !isLeafType(getNullableType(returnType)),
  );
  const path = at ? 'pathOf(at, above, key)' : 'undefined';
  const source = `'use strict';
    ${fields.map((_field, n) => constants(n)).join('\n')}
    return (run, source, above, key) => {
      let late;
      ${needsPath ? `const path = ${path};` : ''}
      ${fields.map((field, n) => fieldSource(field, n, needsPath ? 'path' : path)).join('\n')}
      const answer = { ${fields.map(({ key }, n) => `${key}: v${n}`).join(', ')} };
      return late === undefined ? answer : filled(run, answer, late);
    };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- contains GraphQL names only
  const make = new Function(...Object.keys(known), source) as (...all: unknown[]) => Completer;
  return make(...Object.values(known));
}

const constants = (n: number): string =>
  `const f${n} = fields[${n}], r${n} = f${n}.resolve, a${n} = f${n}.args, l${n} = leaves[${n}], o${n} = objects[${n}];`;

/** Source that assigns the result of the nth field to `v<n>`, synchronously if possible. */
function fieldSource(field: FieldPlan, n: number, path: string): string {
  const { key, name, nullable, isProperty, wantsInfo, args } = field;
  const type = getNullableType(field.returnType);
  const plain = isLeafType(type) ? plainOf(type) : undefined;
  const noteLate = `if (v${n} instanceof Promise) (late ??= []).push(['${key}', v${n}]);`;
  const noteFailure = `v${n} = failed(run, f${n}, error, ${path}, '${key}', ${nullable});`;
  const longWay = (found: string): string =>
    `v${n} = completeField(run, f${n}, source, ${found}, ${path}); ${noteLate}`;
  if (isProperty) {
    const read = `let v${n};
      try { v${n} = source?.${name}; } catch (error) { ${noteFailure} }`;
    if (plain) return `${read} if (typeof v${n} !== '${plain}') { ${longWay(`v${n}`)} }`;
    if (!isLeafType(type)) return `${read} ${longWay(`v${n}`)}`;
    return `${read} const q${n} = l${n}(v${n}); if (q${n} !== undefined) v${n} = q${n}; else { ${longWay(`v${n}`)} }`;
  }
  if (wantsInfo) return `let v${n}; ${longWay('undefined')}`;
  const isThere = plain
    ? `typeof v${n} === '${plain}'`
    : isObjectType(type) && !type.isTypeOf
      ? `typeof v${n} === 'object' && v${n} !== null && typeof v${n}.then !== 'function' && !(v${n} instanceof Error)`
      : 'false';
  return `let v${n};
    try {
      v${n} = r${n}(source, ${args ? `a${n}` : `argsOf(run, f${n})`}, run.context);
      if (!(${isThere})) v${n} = completeValue(run, f${n}, v${n}, ${path});
      ${
        isLeafType(type)
          ? ''
          : `else {
        v${n} = o${n}(run, v${n}, ${path}, '${key}');
        if (v${n} instanceof Promise) v${n} = guarded(run, f${n}, v${n}, ${path}, '${key}', ${nullable});
      }`
      }
    } catch (error) {
      ${noteFailure}
    }
    ${noteLate}`;
}

/** Serialises a string or number of a leaf type; undefined for whatever needs the general path. */
function leafAtOnce({ returnType }: FieldPlan): Leaf | undefined {
  const type = getNullableType(returnType);
  if (!isLeafType(type)) return undefined;
  const leaf = leafOf(type);
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    try {
      return leaf(value);
    } catch {
      return undefined;
    }
  };
}

/** The completer of a field that returns a known object type. */
function objectOf({ returnType, fieldsOf }: FieldPlan): Completer | undefined {
  const type = getNullableType(returnType);
  return isObjectType(type) ? fieldsOf(type) : undefined;
}

const TOOLS = { argsOf, pathOf, completeField, completeValue, failed, guarded, filled };
