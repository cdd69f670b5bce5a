import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestTrace } from './operation.ts';

/** An act of a caller, as whatever it calls can see it. */
interface Act {
  readonly caller: string | undefined;
  readonly trace: RequestTrace | undefined;
  hasWritten: boolean;
}

const acts = new AsyncLocalStorage<Act>();

/** Runs an act: its writes, which name neither, take the turns of this caller, and are noted in its trace. */
export const acting = <T>({ caller, trace }: Pick<Act, 'caller' | 'trace'>, work: () => T): T =>
  acts.run({ caller, trace, hasWritten: false }, work);

export const actingCaller = (): string | undefined => acts.getStore()?.caller;

export const actingTrace = (): RequestTrace | undefined => acts.getStore()?.trace;

/** A write is about to leave. */
export function noteWrite(): void {
  const act = acts.getStore();
  if (act) act.hasWritten = true;
}

/** Whether a write of this act has left: until then nothing was done. */
export const hasWritten = (): boolean => acts.getStore()?.hasWritten ?? false;
