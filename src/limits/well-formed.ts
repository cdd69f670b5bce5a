import { GraphQLError } from 'graphql';
import type { OperationHook } from '../execution/operation-hook.ts';

/**
 * Refuses variables that hold text with a lone surrogate (`"\ud800"` in JSON): it has no UTF-8 form, so that no
 * provider could be sent it (RFC 8259, 8.2). Literals of the document need no check: GraphQL's own grammar refuses such
 * there. All variables are checked, names within inputs too, since an input of type `JSON` is passed on as it is.
 */
export const wellFormedTexts: OperationHook = {
  before({ variables }) {
    for (const name in variables) {
      const at = malformedAt(name, variables[name]);
      if (at === undefined) continue;
      const place = NAMES.test(at) ? `Variable "$${name}"${at === name ? '' : ` at "${at}"`}` : 'A variable';
      throw new GraphQLError(`${place}: expected well-formed Unicode text, but it holds a lone surrogate.`, {
        extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
      });
    }
  },
};

/** A place that may be repeated: made of GraphQL's names, which is all that an input contains but for `JSON`. */
const NAMES = /^[\w.[\]]{1,200}$/;

/** The place of the first text that is not well-formed; undefined where all are. By a list, since JSON can be deep. */
function malformedAt(name: string, variable: unknown): string | undefined {
  if (typeof variable === 'string') return variable.isWellFormed() ? undefined : name;
  if (typeof variable !== 'object' || variable === null) return undefined;
  const open: [at: string, value: object][] = [[name, variable]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [at, value] = next;
    const isList = Array.isArray(value);
    for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
      if (!isList && !key.isWellFormed()) return at;
      if (typeof member !== 'string' && (typeof member !== 'object' || member === null)) continue;
      const place = isList ? `${at}[${key}]` : `${at}.${key}`;
      if (typeof member === 'object') open.push([place, member]);
      else if (!member.isWellFormed()) return place;
    }
  }
  return undefined;
}
