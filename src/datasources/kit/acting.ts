import { AsyncLocalStorage } from 'node:async_hooks';

/** An act of a caller, as whatever it calls can see it. */
interface Act {
  readonly caller: string | undefined;
  hasWritten: boolean;
}

const acts = new AsyncLocalStorage<Act>();

/** Runs an act: its writes, which name no caller, take the turns of this one. */
export const acting = <T>(caller: string | undefined, work: () => T): T =>
  acts.run({ caller, hasWritten: false }, work);

export const actingCaller = (): string | undefined => acts.getStore()?.caller;

/** A write is about to leave. */
export function noteWrite(): void {
  const act = acts.getStore();
  if (act) act.hasWritten = true;
}

/** Whether a write of this act has left: until then nothing was done. */
export const hasWritten = (): boolean => acts.getStore()?.hasWritten ?? false;
