export interface ConnectionLimits {
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
}

/** Counts connections that stay: WebSockets and event streams, in all and by address. */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #addresses = new Map<string, number>();
  #open = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Counts one in; what is returned counts it out. Undefined when there are too many. */
  take(address: string): (() => void) | undefined {
    const { maxSockets, maxSocketsPerAddress } = this.#limits;
    const open = this.#addresses.get(address) ?? 0;
    if (this.#open >= maxSockets || open >= maxSocketsPerAddress) return undefined;
    this.#open += 1;
    this.#addresses.set(address, open + 1);
    return () => {
      this.#open -= 1;
      const left = (this.#addresses.get(address) ?? 1) - 1;
      if (left > 0) this.#addresses.set(address, left);
      else this.#addresses.delete(address);
    };
  }
}
