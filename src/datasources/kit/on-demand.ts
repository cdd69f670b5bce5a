type Maker = (...args: never[]) => unknown;
type Parts<M extends Readonly<Record<string, Maker>>> = { readonly [K in keyof M]: ReturnType<M[K]> };

/** Makes objects whose parts are each made, of the same arguments, when they are first asked for, and once. */
export function onDemand<M extends Readonly<Record<string, Maker>>>(
  makers: M,
): (...args: Parameters<M[keyof M]>) => Parts<M> {
  class OnDemand {
    readonly #args: never[];

    constructor(args: never[]) {
      this.#args = args;
    }

    static {
      for (const [name, make] of Object.entries(makers)) {
        Object.defineProperty(this.prototype, name, {
          enumerable: true,
          get(this: OnDemand) {
            const value = make(...this.#args);
            Object.defineProperty(this, name, { enumerable: true, value });
            return value;
          },
        });
      }
    }
  }
  return (...args) => new OnDemand(args) as unknown as Parts<M>;
}
