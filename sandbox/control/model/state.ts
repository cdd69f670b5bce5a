import { z } from 'zod';
import { id } from './common.ts';
import { Fault } from './faults.ts';

const dateTime = z.iso.datetime();

export const Clock = z
  .object({
    now: dateTime,
    speed: z.number().meta({ description: 'How many times as fast as real time it runs where it is not frozen.' }),
    frozen: z.boolean(),
    scheduled: z.int().meta({ description: 'How much will happen by itself, unless somebody decides otherwise.' }),
    next: dateTime.nullable().meta({ description: 'When the first of it is due.' }),
  })
  .meta({ id: 'Clock' });

export const World = z
  .object({
    id: z.string(),
    url: z.string(),
    graphql: z.string(),
    sandbox: z.string(),
    createdAt: dateTime,
    idleSince: dateTime,
    idleAfter: z.string().meta({ description: 'ISO 8601: it is ended when nothing was asked of it for so long.' }),
  })
  .meta({ id: 'World' });
export const Worlds = z.object({ worlds: z.array(World), max: z.int() }).meta({ id: 'Worlds' });

const status = z.string();
const Client = z.object({ id, name: z.string(), sockets: z.int() });
export const Account = z.object({ id, name: z.string(), status, balance: z.number() }).meta({ id: 'AccountState' });
export const Order = z
  .object({
    id,
    status,
    type: z.string(),
    instrument: id,
    amount: z.number().nullable(),
    units: z.number().nullable(),
    clientRef: z.string().nullable(),
    modifiedAt: dateTime,
  })
  .meta({ id: 'OrderState' });
export const Journey = z
  .object({
    id,
    status,
    kind: z.string(),
    url: z.string(),
    context: z.string().nullable(),
    errorCode: z.string().nullable(),
    account: id.nullable().meta({ description: 'That it opened or concerned, once it is complete.' }),
  })
  .meta({ id: 'JourneyState' });
export const SwishDeposit = z
  .object({ id, status, amount: z.number(), errorCode: z.string().nullable() })
  .meta({ id: 'SwishDepositState' });
export const Payment = z
  .object({ id, status, amount: z.number(), clientRef: z.string(), reasonCode: z.string().nullable() })
  .meta({ id: 'PaymentState' });
export const Withdrawal = z.object({ id, status, amount: z.number() }).meta({ id: 'WithdrawalState' });
export const Application = z
  .object({
    id,
    status,
    person: z.string().meta({ description: 'National number.' }),
    outcome: z.string().meta({ description: 'What the person does by themselves.' }),
    lapsed: z.boolean(),
    signing: z
      .object({
        method: z.enum(['BANKID_SE', 'BANKID_NO', 'MITID_DK']),
        status,
        hint: z.string().nullable(),
        url: z.string().nullable().meta({ description: 'Where the person signs, of a hosted signing.' }),
      })
      .nullable(),
  })
  .meta({ id: 'ApplicationState' });
export const LoanJourney = z
  .object({
    id,
    borrower: z.string(),
    status,
    lenders: z.array(z.object({ name: z.string(), status, offers: z.int() })),
    consent: z.enum(['PROCESSING', 'READY']).nullable(),
  })
  .meta({ id: 'LoanJourneyState' });

const Provider = z.object({ up: z.boolean(), calls: z.int() }).nullable();
export const LISTS = {
  accounts: Account,
  orders: Order,
  journeys: Journey,
  swishDeposits: SwishDeposit,
  payments: Payment,
  withdrawals: Withdrawal,
  applications: Application,
  loanJourneys: LoanJourney,
} as const;

const count = z.int();
export const State = z
  .object({
    clock: Clock,
    providers: z.object({ FONDO: Provider, PAYEX: Provider, AARTHIK: Provider }),
    faults: z.array(Fault),
    clients: z.array(Client),
    accounts: z.array(Account),
    orders: z.array(Order),
    journeys: z.array(Journey),
    swishDeposits: z.array(SwishDeposit),
    payments: z.array(Payment),
    withdrawals: z.array(Withdrawal),
    applications: z.array(Application),
    loanJourneys: z.array(LoanJourney),
    total: z.object({
      clients: count,
      accounts: count,
      orders: count,
      journeys: count,
      swishDeposits: count,
      payments: count,
      withdrawals: count,
      applications: count,
      loanJourneys: count,
    }),
    worlds: z.array(World),
  })
  .meta({ id: 'State', description: 'Lists are newest first, at most fifty each; `total` counts what is there.' });

const documented = z.object({ value: z.string(), description: z.string() });
export const TestData = z
  .object({
    clients: z.array(documented),
    accounts: z.array(documented),
    instruments: z.array(documented),
    swishAmounts: z.array(documented),
    autogiroAmounts: z.array(documented),
    clientRefs: z.array(documented),
    persons: z.array(documented),
    creditAccounts: z.array(documented),
    applications: z.array(documented),
    borrowers: z.array(documented),
    lenders: z.array(documented),
  })
  .meta({ id: 'TestData' });
