import { isFenced, LIFE_MS } from '../claim.ts';
import { encodeError } from '../errors.ts';
import type { Lease } from '../lease.ts';
import type { Node } from '../node.ts';

/** What the holder of a polled state writes, one step after the other. A step that is refused gives the thread up. */
export class StateWriter {
  readonly #node: Node;
  readonly #lease: Lease;
  #writing: Promise<void> = Promise.resolve();

  constructor(node: Node, lease: Lease) {
    this.#node = node;
    this.#lease = lease;
  }

  /** Whether this instance is the holder, and Redis answers. */
  get isReady(): boolean {
    return this.#node.isUp && this.#lease.grant !== undefined;
  }

  /** Has nobody read for so long, whoever is the holder then. One that was replaced learns of it here. Never rejects. */
  async rest(ms: number): Promise<void> {
    const { id, connection } = this.#node;
    const { keys, grant } = this.#lease;
    if (!this.isReady || !grant) return;
    await connection
      .run('rest', [keys.thread], [id, grant.fence, grant.name, Math.ceil(ms)])
      .catch((error: unknown) => isFenced(error) && this.#lease.grant === grant && this.#lease.fenced());
  }

  /**
   * Keeps a state, and tells the followers.
   * @param text undefined: the last one still holds
   * @param restMs for which nobody may read it again
   * @param after the last mark before the reading began: see `HolderMarks.after`
   * @param failed called where that was not done, or may not have been
   */
  put(text: string | undefined, restMs: number, after: number, failed: () => void): void {
    const { seal, connection, id } = this.#node;
    const { keys, grant } = this.#lease;
    if (!grant) return failed();
    const sealed = text === undefined ? '' : seal.close(keys.thread, text);
    const args = [id, grant.fence, grant.name, sealed, Math.ceil(restMs), LIFE_MS, keys.log, after];
    this.#write(() => connection.run('put', [keys.thread], args), failed);
  }

  /** Ends the state for everybody: it is complete, or has failed. */
  finish(error: Error | undefined, failed: () => void): void {
    const { seal, connection, id } = this.#node;
    const { keys, grant } = this.#lease;
    if (!grant) return failed();
    const { thread, log, notes, hints } = keys;
    const args = [id, grant.fence, grant.name, seal.close(log, encodeError(error)), error ? '0' : '1'];
    this.#write(() => connection.run('finish', [thread, log, notes, hints], args), failed);
  }

  #write(step: () => Promise<unknown>, failed: () => void): void {
    this.#writing = this.#writing.then(step).then(
      () => undefined,
      (error: unknown) => {
        if (isFenced(error)) this.#lease.fenced();
        else failed();
      },
    );
  }
}
