import type { Context } from '../context.ts';

/**
 * The stream of a subscription field: before each event the context forgets what it has read, since a context lives as
 * long as its subscription and the loaders would serve the next event with the data of the one before.
 */
export function stream<T>(context: Context, source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const next = source.next.bind(source);
  return Object.assign(source, {
    next: async () => {
      const result = await next();
      context.renew();
      return result;
    },
  });
}
