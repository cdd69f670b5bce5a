import type { ServerResponse } from 'node:http';

/** What is to be done when a response closes, in one listener: each further one costs as much as the first. */
const ACTS = Symbol('acts');
type Acting = ServerResponse & { [ACTS]?: (() => void)[] };

/** Also where the caller has left already. Each act is done once. */
export function whenClosed(response: ServerResponse, act: () => void): void {
  if (response.closed) return act();
  const { [ACTS]: acts } = response as Acting;
  if (acts) acts.push(act);
  else {
    (response as Acting)[ACTS] = [act];
    response.on('close', doAll); // it closes once: `on` spares the wrapper that `once` makes
  }
}

function doAll(this: Acting): void {
  for (const act of this[ACTS] ?? []) act();
}
