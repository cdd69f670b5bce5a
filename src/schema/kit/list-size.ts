/**
 * The `extensions` of a list that is not paged: how many items it usually holds, by the contract of its provider or as
 * measured in the sandbox; 1 for one that is mostly empty. The cost of an operation counts the fields below the list as
 * often (`src/limits/cost.ts`). It bounds nothing: what a provider sends is bounded by its bytes.
 */
export const listSize = (items: number): { readonly listSize: number } => ({ listSize: items });
