import type { ServerResponse } from 'node:http';

/** What is to be done when a response closes: a function, or something to be released. */
export type Act = (() => void) | { release(): void };

/** All of it, in one listener: each further one costs as much as the first. */
const ACTS = Symbol('acts');
type Acting = ServerResponse & { [ACTS]?: Act[] };

/** Also where the caller has left already. Each act is done once. */
export function whenClosed(response: ServerResponse, act: Act): void {
  if (response.closed) return perform(act);
  const { [ACTS]: acts } = response as Acting;
  if (acts) acts.push(act);
  else {
    (response as Acting)[ACTS] = [act];
    response.on('close', doAll); // it closes once: `on` spares the wrapper that `once` makes
  }
}

const perform = (act: Act): void => (typeof act === 'function' ? act() : act.release());

function doAll(this: Acting): void {
  for (const act of this[ACTS] ?? []) perform(act);
}
