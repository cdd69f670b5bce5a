import type { Context } from '../../context.ts';
import type { Prefetch } from '../../execution/prefetch.ts';

/** The `extensions` of a field whose reads can start before its parent has been resolved: see `Prefetch`. */
export const prefetch = (what: Prefetch<Context>): { readonly prefetch: Prefetch<Context> } => ({ prefetch: what });
