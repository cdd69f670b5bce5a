import { expect, test } from 'vitest';
import { Stop } from '../../src/datasources/kit/stop.ts';
import { RequestScheduler, type Priority } from '../../src/datasources/kit/turns/scheduler.ts';
import { between, pick, randomOf } from '../execution/random.ts';

const BOUNDS = { provider: 'FONDO', concurrency: 1, requestsPerSecond: 0, queue: 100, queueMs: 60_000 } as const;

/** The most urgent first, with the calls of ten that each of them leaves to more urgent ones. */
const KINDS: readonly (readonly [Priority, number])[] = [
  ['write', 0],
  ['interactive', 1],
  ['poll', 3],
  ['backfill', 5],
];
const CONCURRENCY = 10;

interface Call {
  readonly kind: number;
  readonly caller: string;
  readonly stop: Stop;
  /** What its work ends with; null: it throws before there is a promise. */
  readonly work: PromiseWithResolvers<string> | null;
  /** What is left to be done behind the result. */
  readonly rest: PromiseWithResolvers<string> | undefined;
  readonly outcomes: string[];
  state: 'waiting' | 'running' | 'resting' | 'over';
}

/** What a scheduler should do, written down without a thought of what it costs. */
class Model {
  readonly queue: number;
  waiting: Call[] = [];
  started: Call[] = [];
  refused: Call[] = [];
  running = 0;
  /** Of each kind: callers that wait, in the order of their turns. */
  readonly #callers: string[][] = KINDS.map(() => []);

  constructor(queue: number) {
    this.queue = queue;
  }

  #of({ kind, caller }: Pick<Call, 'kind' | 'caller'>): Call[] {
    return this.waiting.filter((call) => call.kind === kind && call.caller === caller);
  }

  #hasRoom(kind: number): boolean {
    return this.running < CONCURRENCY - (KINDS[kind]?.[1] ?? 0);
  }

  ask(call: Call): void {
    if (this.#hasRoom(call.kind) && !this.waiting.some(({ kind }) => kind <= call.kind)) return this.#start(call);
    if (this.waiting.length >= this.queue && !this.#makeRoom(call)) return void this.refused.push(call);
    if (this.#of(call).length === 0) this.#callers[call.kind]?.push(call.caller);
    this.waiting.push(call);
    this.next();
  }

  #makeRoom(call: Call): boolean {
    const least = Math.max(...this.waiting.map(({ kind }) => kind));
    const callers = this.#callers[least] ?? [];
    const sizes = callers.map((caller) => this.#of({ kind: least, caller }).length);
    const most = Math.max(...sizes);
    const latest = this.#of({ kind: least, caller: callers[sizes.indexOf(most)] ?? '' }).at(-1);
    if (!latest || least < call.kind || (least === call.kind && most <= this.#of(call).length + 1)) return false;
    this.leave(latest);
    this.refused.push(latest);
    return true;
  }

  leave(call: Call): void {
    this.waiting = this.waiting.filter((one) => one !== call);
    if (this.#of(call).length > 0) return;
    this.#callers[call.kind] = (this.#callers[call.kind] ?? []).filter((caller) => caller !== call.caller);
  }

  #start(call: Call): void {
    this.running += 1;
    this.started.push(call);
  }

  next(): void {
    for (;;) {
      const kind = this.#callers.findIndex((callers) => callers.length > 0);
      const [caller = ''] = this.#callers[kind] ?? [];
      const [call] = this.#of({ kind, caller });
      if (!call || !this.#hasRoom(kind)) return;
      this.leave(call);
      if (this.#of(call).length > 0) this.#callers[kind]?.push(this.#callers[kind].shift() as string);
      this.#start(call);
    }
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};

test.each(Array.from({ length: 40 }, (_, at) => at + 1))(
  'whoever asks, ends, fails and leaves: calls start in their turns, and each settles once (seed %i)',
  async (seed) => {
    const random = randomOf(seed);
    const below = (bound: number): number => between(random, 0, bound - 1);
    const queue = below(30);
    const scheduler = new RequestScheduler({ ...BOUNDS, concurrency: CONCURRENCY, queue });
    const model = new Model(queue);
    const calls: Call[] = [];
    const expected = new Map<Call, string>();
    const started: Call[] = [];
    const inState = (...states: Call['state'][]): Call[] => calls.filter(({ state }) => states.includes(state));

    const end = (call: Call): void => {
      call.state = 'over';
      model.running -= 1;
      model.next();
    };
    const ask = (): void => {
      const call: Call = {
        kind: below(KINDS.length),
        caller: pick(random, ['a', 'b', 'c', 'd']),
        stop: new Stop(),
        work: below(20) === 0 ? null : Promise.withResolvers(),
        rest: below(3) === 0 ? Promise.withResolvers() : undefined,
        outcomes: [],
        state: 'waiting',
      };
      calls.push(call);
      const work = (): Promise<string> => {
        started.push(call);
        call.state = 'running';
        if (call.work) return call.work.promise;
        expected.set(call, 'thrown');
        end(call);
        throw new Error('thrown');
      };
      const { caller, stop } = call;
      model.ask(call);
      const [priority] = KINDS[call.kind] as (typeof KINDS)[number];
      scheduler
        .run({ priority, caller, signal: stop }, work, () => call.rest?.promise)
        .then(
          (outcome) => call.outcomes.push(outcome),
          (error: Error & { code?: string }) => call.outcomes.push(error.code ?? error.message),
        );
      for (const refused of model.refused.splice(0)) {
        refused.state = 'over';
        expected.set(refused, 'RATE_LIMITED');
      }
    };
    const finish = (call: Call): void => {
      const isDone = below(4) > 0;
      const part = call.state === 'resting' ? call.rest : call.work;
      if (part === call.work) expected.set(call, isDone ? 'done' : 'failed');
      if (isDone) part?.resolve('done');
      else part?.reject(new Error('failed'));
      if (isDone && part === call.work && call.rest) call.state = 'resting';
      else end(call);
    };
    const leave = (call: Call): void => {
      if (call.state === 'waiting') {
        model.leave(call);
        call.state = 'over';
        expected.set(call, 'left');
      }
      call.stop.abort(new Error('left'));
    };

    for (let step = 0; step < 200; step += 1) {
      const busy = inState('running', 'resting');
      const open = inState('waiting', 'running');
      const what = below(10);
      if (what < 5 || busy.length === 0) ask();
      else if (what < 8 || open.length === 0) finish(pick(random, busy));
      else leave(pick(random, open));
      await settled();
      expect(started.map((call) => calls.indexOf(call))).toEqual(model.started.map((call) => calls.indexOf(call)));
      expect([scheduler.running, scheduler.queued]).toEqual([model.running, model.waiting.length]);
    }
    for (let [busy] = inState('running', 'resting'); busy; [busy] = inState('running', 'resting')) {
      finish(busy);
      await settled();
    }
    expect([scheduler.running, scheduler.queued]).toEqual([0, 0]);
    expect(calls.map(({ outcomes }) => outcomes)).toEqual(calls.map((call) => [expected.get(call)]));
  },
);

test('a caller whose calls leave before their turn keeps its place among the others', async () => {
  const scheduler = new RequestScheduler(BOUNDS);
  const order: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const running = scheduler.run({ priority: 'interactive' }, () => gate.promise);
  const leaving = new Stop();
  const ask = (caller: string, signal?: Stop): Promise<unknown> =>
    scheduler.run({ priority: 'interactive', caller, signal }, () => Promise.resolve(order.push(caller)));
  const left = ask('impatient', leaving).catch((error: unknown) => error);
  const waiting = [ask('impatient'), ask('patient'), ask('patient')];
  leaving.abort(new Error('left'));
  gate.resolve(undefined);
  await Promise.all([running, left, ...waiting]);
  expect(order).toEqual(['impatient', 'patient', 'patient']);
});

test.each(['before', 'after'])(
  'what waits for the budget, asked %s what waits for the end of a pause, waits for no pause',
  async (when) => {
    const scheduler = new RequestScheduler({ ...BOUNDS, concurrency: 40, requestsPerSecond: 20, queueMs: 3_000 });
    const ask = (priority: Priority, signal?: Stop): Promise<unknown> =>
      scheduler.run({ priority, signal }, () => Promise.resolve('answered')).catch((error: unknown) => error);
    await Promise.all(Array.from({ length: 20 }, () => ask('write')));
    scheduler.pause(2_900);
    const leaving = new Stop();
    const began = performance.now();
    const polled = when === 'after' ? ask('poll', leaving) : undefined;
    const read = ask('interactive');
    const other = when === 'before' ? ask('poll', leaving) : undefined;
    expect(await read).toBe('answered');
    expect(performance.now() - began).toBeLessThan(2_000);
    leaving.abort(new Error('left'));
    expect(await (polled ?? other)).toEqual(new Error('left'));
  },
);
