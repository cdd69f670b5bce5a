import { closeSync, openSync, writeSync } from 'node:fs';
import type { ActIntent, ActOutcome, Audit } from '../audit-record.ts';
import { AuditUnavailable } from '../faults.ts';

/** Appends one record; throws where it could not be written whole. */
export type Append = (record: string) => void;

/** Is told of each attempt to write that failed. */
export type AuditFailed = (error: unknown, record: ActIntent | ActOutcome) => void;

/** How often outcomes that could not be written are tried again, in milliseconds. */
const RETRY_MS = 1_000;
/** Longest wait for the reader of a pipe that is full, in milliseconds: nothing else runs meanwhile. */
const PIPE_MS = 200;
const PIPE_STEP_MS = 10;
const STDOUT = 1;
/**
 * How long closing waits for the outcomes of acts under way, in milliseconds: their connections have been closed by then,
 * which settles them.
 */
const CLOSING_MS = 10_000;

/**
 * The audit record of one gateway, one line of JSON per record. What is written has been handed to the operating system
 * when a call returns: the end of the process does not lose it. While records cannot be written no intent is accepted,
 * so that at most the outcomes of the acts then under way wait in memory; they are written first, in their order, as
 * soon as it works again. Once it is closed nothing is written: its file may be another one's by then.
 */
export class AuditLog implements Audit {
  readonly #append: Append;
  readonly #failed: AuditFailed;
  #waiting: ActOutcome[] = [];
  #retry: NodeJS.Timeout | undefined;
  /** Ids of the acts whose outcome has not been told. */
  readonly #underWay = new Set<string>();
  #told: (() => void) | undefined;
  #isClosed = false;

  constructor(append: Append, failed: AuditFailed) {
    this.#append = append;
    this.#failed = failed;
  }

  /** Outcomes that are not written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  intent(record: ActIntent): void {
    if (this.#isClosed || !this.#flush()) throw new AuditUnavailable();
    try {
      this.#append(JSON.stringify(record));
      this.#underWay.add(record.act);
    } catch (error) {
      this.#failed(error, record);
      throw new AuditUnavailable();
    }
  }

  outcome(record: ActOutcome): void {
    this.#underWay.delete(record.act);
    if (this.#isClosed) return this.#failed(new Error('The audit record is closed.'), record);
    this.#waiting.push(record);
    this.#flush();
    if (this.#underWay.size === 0) this.#told?.();
  }

  /** Waits for the outcomes of the acts under way, at most so long; what is told later is reported as not written. */
  async close(ms = CLOSING_MS): Promise<void> {
    if (this.#underWay.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#told = resolve;
      const late = setTimeout(resolve, ms);
      await promise;
      clearTimeout(late);
    }
    this.#flush();
    clearTimeout(this.#retry);
    this.#isClosed = true;
  }

  /** Writes what waits. False where it still cannot be written: then it is tried again later. */
  #flush(): boolean {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        this.#append(JSON.stringify(next));
      } catch (error) {
        this.#failed(error, next);
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.#flush(), RETRY_MS).unref();
        return false;
      }
      this.#waiting.shift();
    }
    return true;
  }
}

/** Where nothing is recorded. */
export const NO_AUDIT: Audit & { close(): Promise<void> } = {
  intent: () => undefined,
  outcome: () => undefined,
  close: () => Promise.resolve(),
};

/**
 * Opens the audit record.
 * @param target `stdout`, or the path of a file that is appended to
 * @throws where the file cannot be opened, with a message that names the setting
 */
export function openAuditFile(target: string): { append: Append; close(): void } {
  if (target === 'stdout') return { append: appending(STDOUT), close: () => undefined };
  try {
    const file = openSync(target, 'a', 0o640);
    return { append: appending(file), close: () => closeSync(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`AUDIT_LOG: expected "stdout" or the path of a file that can be appended to (${code}).`);
  }
}

/** A record of which only a part could be written is ended by a line break before the next one. */
function appending(file: number): Append {
  let torn = false;
  return (record) => {
    const bytes = Buffer.from(`${torn ? '\n' : ''}${record}\n`);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSome(file, bytes, written);
      torn = false;
    } catch (error) {
      torn ||= written > 0;
      throw error;
    }
  };
}

/** stdout may be a pipe that takes nothing for a moment. */
function writeSome(file: number, bytes: Buffer, from: number): number {
  for (let waited = 0; ; waited += PIPE_STEP_MS) {
    try {
      return writeSync(file, bytes, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || waited >= PIPE_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_STEP_MS);
    }
  }
}
