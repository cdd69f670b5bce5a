import { EventLog } from '../event-log.ts';
import type { Holding, Member, Tenure, Thread, ThreadName, Threads } from '../threads.ts';

const keyOf = ({ kind, id }: ThreadName): string => `${kind} ${id}`;

/** Threads of a single instance: it holds what it follows. */
export class MemoryThreads implements Threads {
  readonly #held = new Map<string, Holding>();

  join<C, E extends object>(name: ThreadName, member: Member<C, E>): Thread<E> {
    const key = keyOf(name);
    return new MemoryThread(member, (holding) => {
      if (holding) this.#held.set(key, holding);
      else this.#held.delete(key);
    });
  }

  hint(name: ThreadName, _key: string, about: () => unknown): Promise<void> {
    this.#held.get(keyOf(name))?.hint(about());
    return Promise.resolve();
  }
}

class MemoryThread<C, E extends object> implements Thread<E> {
  readonly #member: Member<C, E>;
  readonly #log: EventLog<E>;
  readonly #onHold: (holding: Holding | undefined) => void;
  #holding: Holding | undefined;
  #tenure = 0;
  #begun: PromiseWithResolvers<void> | undefined;

  constructor(member: Member<C, E>, onHold: (holding: Holding | undefined) => void) {
    this.#member = member;
    this.#log = new EventLog(member.log, member.retention);
    this.#onHold = onHold;
  }

  get cursor(): string {
    return this.#log.cursor;
  }

  get ready(): Promise<void> | undefined {
    return this.#begun?.promise;
  }

  get tenure(): number {
    return this.#tenure + (this.#holding ? 0 : 1);
  }

  follow(): void {
    if (this.#begun) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#begun = { promise, resolve, reject };
    this.#tenure += 1;
    this.#holding = this.#member.hold(this.#tenureOf(resolve));
    this.#onHold(this.#holding);
  }

  rest(): void {
    this.#holding?.close();
    this.#begun?.resolve();
    this.#holding = this.#begun = undefined;
    this.#onHold(undefined);
  }

  resume(cursor: string, begin: (missed: readonly E[]) => void): void {
    begin(this.#log.after(cursor));
  }

  close(): void {
    this.rest();
    this.#log.close();
  }

  #tenureOf(begun: () => void): Tenure<C> {
    const { hear, eventOf, bytesOf, enter, end } = this.#member;
    const heard = [false, true].map((before) => ({ tenure: this.#tenure, before }));
    return {
      known: undefined,
      earlier: async function* () {}, // this instance has seen it
      append: (changes, before) => {
        for (const change of changes) {
          const event = this.#log.append(bytesOf(change), (cursor) => eventOf(change, cursor));
          hear(event, heard[Number(before)] as (typeof heard)[number]);
        }
      },
      begun,
      enter,
      end,
    };
  }
}
