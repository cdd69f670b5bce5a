import type { SharedStates, Sink } from '../../states.ts';

/** The last state that is known, and what the subscribers of this instance were told of it. */
export class ShownState<T> {
  readonly #sink: Sink<T>;
  readonly #versionOf: SharedStates<T>['versionOf'];
  #text: string | undefined;
  #isTold = false;

  constructor(sink: Sink<T>, versionOf: SharedStates<T>['versionOf']) {
    this.#sink = sink;
    this.#versionOf = versionOf;
  }

  /** As JSON. */
  get text(): string | undefined {
    return this.#text;
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
    const [known, value] = [this.#text, text].map((one) => this.#versionOf(JSON.parse(one) as T));
    return known === value;
  }
}
