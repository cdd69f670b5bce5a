import type { SharedStates, Sink } from '../../states.ts';

/** The last state that is known, and what the subscribers of this instance were told of it. */
export class ShownState<T> {
  readonly #sink: Sink<T>;
  readonly #sharing: SharedStates<T>;
  #text: string | undefined;
  #isTold = false;

  constructor(sink: Sink<T>, sharing: SharedStates<T>) {
    this.#sink = sink;
    this.#sharing = sharing;
  }

  /** As JSON. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Whether it is not to be told to who comes now. */
  get mayBeOvertaken(): boolean {
    return this.#text !== undefined && this.#sharing.mayBeOvertaken?.(JSON.parse(this.#text) as T) === true;
  }

  /** It is told with the next confirmation. */
  learn(text: string): void {
    if (this.#isKnown(text)) return;
    this.#text = text;
    this.#isTold = false;
  }

  tell(text: string): void {
    this.learn(text);
    this.confirm();
  }

  /** It still holds. */
  confirm(): void {
    if (this.#text === undefined) return;
    if (this.#isTold) return this.#sink.confirm();
    this.#isTold = true;
    this.#sink.publish(JSON.parse(this.#text) as T);
  }

  /** Another holder that finds the same is no news. */
  #isKnown(text: string): boolean {
    if (this.#text === undefined || this.#text === text) return this.#text !== undefined;
    const [known, value] = [this.#text, text].map((one) => this.#sharing.versionOf(JSON.parse(one) as T));
    return known === value;
  }
}
