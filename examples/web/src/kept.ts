/** What a person begins at a provider, and may come back to. */
type Begun = 'application' | 'journey' | 'loan';

const keyOf = (begun: Begun): string => `begun-${begun}`;

/**
 * Keeps the id of what was begun last, over reloads and visits, since providers do not list it. An id only: addresses, codes
 * and numbers with which somebody could act for the person are never stored.
 */
export const keep = (begun: Begun, id: string): void => localStorage.setItem(keyOf(begun), id);

export const kept = (begun: Begun): string | undefined => localStorage.getItem(keyOf(begun)) ?? undefined;

/** Forgets it, unless something else was begun since. */
export function forget(begun: Begun, id: string): void {
  if (kept(begun) === id) localStorage.removeItem(keyOf(begun));
}
