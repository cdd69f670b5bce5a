/** Objects of the providers that are polled, for the sandbox of a test: they move when the test says so, and by nothing else. */
import { randomUUID } from 'node:crypto';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { processPayment, endPayment } from '../../sandbox/fondo/payments.ts';
import { endSwishDeposit } from '../../sandbox/fondo/swish.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { Bench } from '../../sandbox/control/bench.ts';
import { aarthikHandlers } from '../../sandbox/control/acts/aarthik.ts';
import { payexHandlers } from '../../sandbox/control/acts/payex.ts';
import type { Call } from '../../sandbox/control/operations.ts';
import { plant } from '../../sandbox/control/seeds/index.ts';
import type { PolledKind } from './polled-kinds.ts';

const keyOf = (id: string): string => id.split(':').at(-1) ?? '';
const call = <T>(id: string, body: T): Call<T> => ({ id, body, query: new URLSearchParams(), own: '' });

export function polledObjects(sandbox: Sandbox) {
  const { fondo, aarthik } = sandbox;
  const { state } = fondo;
  const books = () => state.books(DEMO_CLIENT);
  const bench = new Bench(sandbox);
  let borrowers = 0;

  const make: Record<PolledKind, () => string> = {
    swishDeposit() {
      const [id, paymentId, token] = Array.from({ length: 3 }, () => randomUUID().replaceAll('-', '').toUpperCase());
      const deposit = { id, paymentId, token } as Record<'id' | 'paymentId' | 'token', string>;
      const status = { status: 'pending' } as const;
      state.swishDeposits.set(deposit.id, {
        ...deposit,
        clientId: DEMO_CLIENT,
        account: DEMO_ACCOUNT,
        amount: 250,
        status,
      });
      return `SwishDeposit:${DEMO_CLIENT}:${DEMO_ACCOUNT}:${deposit.id}`;
    },
    paymentInstruction() {
      const [id, payment, clientRef] = [randomUUID(), randomUUID(), randomUUID()];
      const instructed = { account: DEMO_ACCOUNT, amount: 110, clientRef };
      const known = { id: payment, sortedId: state.sortedId(), ...instructed };
      state.create(books(), 'payment', { ...known, status: 'new', reason: null, reasonCode: null });
      const instruction = { id, type: 'autogiro', instructions: [instructed], bankTransferRef: null, status: 'new' };
      books().instructions.set(id, { ...instruction, paymentIds: [payment] } as never);
      return `PaymentInstruction:${DEMO_CLIENT}:${id}`;
    },
    loanJourney() {
      const { journey } = aarthik.journeys.start(`borrower-${(borrowers += 1)}`, 'PERSONAL_LOAN', {}, 'HYBRID');
      journey.byHand = true;
      return `LoanJourney:${journey.borrower}`;
    },
    signing() {
      const { nationalNumber } = TEST_PERSONS.signer;
      const seeded = plant(bench, {
        applications: [{ profile: 'kontotyp-2', nationalNumber, status: 'INITIALIZED_DIGITAL_SIGN' }],
      });
      return String(seeded.applications[0]);
    },
  };

  const move: Record<PolledKind, (id: string, step: number) => unknown> = {
    swishDeposit(id) {
      const deposit = state.swishDeposits.get(keyOf(id));
      if (deposit) endSwishDeposit(state, deposit, { status: 'paid' });
    },
    paymentInstruction(id, step) {
      const payment = books().instructions.get(keyOf(id))?.paymentIds[0] ?? '';
      if (step === 1) processPayment(state, books(), payment, false);
      else endPayment(state, books(), payment, { status: 'completed' });
    },
    loanJourney: (id, step) =>
      aarthikHandlers(bench).setLoanJourney(call(id, { status: step === 1 ? 'KYC_PENDING' : 'DISBURSED' })),
    signing: (id, step) =>
      payexHandlers(bench).actOnSigning(call(id, { act: step === 1 ? ('OPEN_APP' as const) : ('SIGN' as const) })),
  };

  return {
    /** A new one in its first state; its id in the GraphQL API. */
    makePolled: (kind: PolledKind): string => make[kind](),
    /** Takes it to the state with this number, of `STATES`. */
    movePolled: (kind: PolledKind, id: string, step: number): void => void move[kind](id, step),
  };
}
