import type { Providers } from '../datasources/index.ts';
import type { Operation } from '../datasources/kit/operation.ts';
import { aarthikRules } from './aarthik/rules.ts';
import type { Access } from './access.ts';
import { fondoRules } from './fondo/rules.ts';
import type { Grants } from './grants.ts';
import { applyRules, type Rules } from './guard.ts';
import { payexRules } from './payex/rules.ts';

type Make<P> = (access: Access, grants: Grants, provider: P, operation: Operation) => Rules<P>;

const RULES: { readonly [K in keyof Providers]: Make<Providers[K]> } = {
  fondo: fondoRules,
  payex: payexRules,
  aarthik: aarthikRules,
};

/** A provider behind the rules of who may do what: every path of the schema crosses them here. */
export const guardProvider = <K extends keyof Providers>(
  name: K,
  provider: Providers[K],
  access: Access,
  grants: Grants,
  operation: Operation,
): Providers[K] => applyRules(provider, RULES[name](access, grants, provider, operation));
