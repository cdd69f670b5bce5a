import { z } from 'zod';
import { AccountStatus, ApplicationStatus, LoanOfferStatus, OrderStatus, Person } from './acts.ts';
import { amount, duration, id, name, uuid } from './common.ts';

const MAX = 1_000;
const nationalNumber = z.string().min(8).max(20);
const Country = z.enum(['SE', 'NO', 'DK', 'FI']);

const InstrumentSeed = z
  .strictObject({
    isin: z.string().regex(/^[A-Z]{2}[A-Z\d]{9}\d$/, 'expected an ISIN'),
    name,
    currency: z.enum(['SEK', 'NOK', 'EUR']).optional(),
    price: z.number().positive().max(1e9),
    buyable: z.boolean().optional(),
    sellable: z.boolean().optional(),
    complex: z.boolean().optional(),
  })
  .meta({ id: 'InstrumentSeed' });

const ClientSeed = z
  .strictObject({
    id: uuid.optional(),
    name,
    displayName: name.optional(),
    services: z
      .array(z.enum(['portfolioManagement', 'executionOnly', 'investmentAdvice']))
      .min(1)
      .max(3)
      .optional(),
  })
  .meta({ id: 'ClientSeed' });

const AccountSeed = z
  .strictObject({
    id: uuid.optional(),
    client: id.optional().meta({ description: 'Left out: the demo client.' }),
    name: name.optional(),
    status: AccountStatus.optional(),
    type: z.enum(['ISK', 'DEPOT', 'ENDOWMENT']).optional(),
    owner: Person.optional(),
    balance: amount.optional().meta({ description: 'SEK, booked as a deposit.' }),
    positions: z
      .array(z.strictObject({ instrument: id, units: z.number().positive().max(1e9) }))
      .max(100)
      .optional(),
    kyc: z.enum(['APPROVED', 'MISSING', 'PENDING', 'REJECTED', 'EXPIRED']).optional(),
  })
  .meta({ id: 'AccountSeed' });

const OrderSeed = z
  .strictObject({
    id: uuid.optional(),
    account: id.meta({ description: 'Of an account that is there, or the UUID of one in this seed.' }),
    type: z.enum(['SUBSCRIPTION', 'REDEMPTION']).optional(),
    instrument: id,
    amount: amount.optional().meta({ description: 'SEK, of a subscription.' }),
    units: z.number().positive().max(1e9).optional().meta({ description: 'Of a redemption.' }),
    status: OrderStatus.optional().meta({ description: 'Left out: received, and on its way by itself.' }),
    clientRef: name.optional(),
  })
  .meta({ id: 'OrderSeed' });

export const OUTCOMES = [
  'SIGNS',
  'DECLINED',
  'CANCELS',
  'NEVER_OPENS',
  'CERTIFICATE_ERROR',
  'SOMEBODY_ELSE_SIGNS',
  'SLOW',
  'COMPANY_NOT_CONFIGURED',
] as const;

const PersonSeed = z
  .strictObject({ nationalNumber, country: Country, outcome: z.enum(OUTCOMES).optional() })
  .meta({ id: 'PersonSeed', description: 'An applicant of PayEx, and what becomes of their applications.' });

const ApplicationSeed = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\w-]+$/)
      .optional(),
    profile: z.string().max(100).meta({ description: 'Of an offer: `kontotyp-1`.' }),
    nationalNumber,
    country: Country.optional(),
    creditLimit: z.number().positive().optional(),
    language: z.enum(['SV', 'EN', 'NO', 'DA']).optional(),
    status: ApplicationStatus.optional(),
  })
  .meta({ id: 'ApplicationSeed' });

const BorrowerSeed = z
  .strictObject({
    id: z.string().regex(/^[\w.-]{1,128}$/),
    like: z.string().max(128).optional().meta({ description: 'Takes the course of a documented borrower.' }),
    steps: z
      .array(z.strictObject({ after: duration, lender: name, status: LoanOfferStatus }))
      .max(20)
      .optional()
      .meta({ description: 'What the lenders answer, and when after the start of a journey.' }),
    start: z.boolean().optional().meta({ description: 'Whether a journey is started at once; true if left out.' }),
  })
  .meta({ id: 'BorrowerSeed' });

export const Seed = z
  .strictObject({
    instruments: z.array(InstrumentSeed).max(MAX).optional(),
    clients: z.array(ClientSeed).max(MAX).optional(),
    accounts: z.array(AccountSeed).max(MAX).optional(),
    orders: z.array(OrderSeed).max(MAX).optional(),
    persons: z.array(PersonSeed).max(MAX).optional(),
    applications: z.array(ApplicationSeed).max(MAX).optional(),
    borrowers: z.array(BorrowerSeed).max(MAX).optional(),
  })
  .meta({ id: 'Seed' });

const ids = z.array(z.string());
export const Seeded = z
  .object({ instruments: ids, clients: ids, accounts: ids, orders: ids, applications: ids, loanJourneys: ids })
  .meta({ id: 'Seeded', description: 'The global ids of what was added, in the order of the request.' });

export const Start = z
  .strictObject({
    seed: Seed.optional(),
    empty: z
      .boolean()
      .optional()
      .meta({ description: 'Without the built-in clients, applications and borrowers; the instruments stay.' }),
    frozen: z.boolean().optional(),
    speed: z.number().positive().max(1_000).optional(),
    background: z
      .boolean()
      .optional()
      .meta({ description: 'Whether things happen on the first client by themselves.' }),
  })
  .meta({ id: 'Start' });
