type Maker = (...args: never[]) => unknown;
type Parts<M extends Readonly<Record<string, Maker>>> = { readonly [K in keyof M]: ReturnType<M[K]> };

/** Makes objects whose members are created lazily, from the same arguments, at first access, and once. */
export function lazyObject<M extends Readonly<Record<string, Maker>>>(
  makers: M,
): (...args: Parameters<M[keyof M]>) => Parts<M> {
  class LazyObject {
    readonly #args: never[];

    constructor(args: never[]) {
      this.#args = args;
    }

    static {
      for (const [name, make] of Object.entries(makers)) {
        Object.defineProperty(this.prototype, name, {
          enumerable: true,
          get(this: LazyObject) {
            const value = make(...this.#args);
            Object.defineProperty(this, name, { enumerable: true, value });
            return value;
          },
        });
      }
    }
  }
  return (...args) => new LazyObject(args) as unknown as Parts<M>;
}
