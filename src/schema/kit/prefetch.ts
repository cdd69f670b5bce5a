import type { Context } from '../../context.ts';
import type { Ahead } from '../../execution/prefetch.ts';

/** The `extensions` of a field of which reads are known ahead: see `Ahead`. */
export const ahead = (what: Ahead<Context>): { readonly ahead: Ahead<Context> } => ({ ahead: what });
