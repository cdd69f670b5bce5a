import { setTimeout as delay } from 'node:timers/promises';
import { act, apply, SIGN_STATUS } from '../schema/payex/kit.ts';
import { post, until, watchAt, type Kit, type Watching } from '../kit/gateway.ts';

/** A signing that is followed at every instance, as a person does who waits for a QR code. */
export class Signing implements AsyncDisposable {
  readonly #application: string;
  readonly #addresses: () => readonly string[];
  #isOver = false;
  #watching = new Map<string, Watching>();
  #work: Promise<void>;
  /** When each instance has last told something. */
  readonly #told = new Map<string, number>();

  private constructor(application: string, addresses: () => readonly string[]) {
    this.#application = application;
    this.#addresses = addresses;
    this.#work = this.#run();
  }

  /** Starts one at the first of the instances that can be reached. */
  static async start(addresses: () => readonly string[]): Promise<Signing> {
    const [first = ''] = addresses();
    const kit = { query: (document, variables) => post(first, document, variables) } as Pick<Kit, 'query'> as Kit;
    const application = await apply(kit);
    await act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    return new Signing(application, addresses);
  }

  /** Waits until every instance that runs has told something from now on. */
  async toldEverywhere(): Promise<void> {
    const since = Date.now();
    const isTold = (): boolean => this.#addresses().every((url) => (this.#told.get(url) ?? 0) > since);
    await until(isTold, 'every instance to tell of the signing', 20_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#watching.values()].map((watching) => watching.leave()));
    await this.#work;
  }

  async #run(): Promise<void> {
    for (; !this.#isOver; await delay(50)) {
      for (const url of this.#addresses()) if (!this.#watching.has(url)) void this.#watch(url);
    }
  }

  async #watch(url: string): Promise<void> {
    const watching = watchAt(url, SIGN_STATUS, { application: this.#application });
    this.#watching.set(url, watching);
    try {
      for await (const _event of watching) this.#told.set(url, Date.now());
    } catch {
      // it comes back
    }
    this.#watching.delete(url);
  }
}
