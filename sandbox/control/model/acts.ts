import { z } from 'zod';
import { amount, id, name } from './common.ts';

export const APPLICATION_STATUSES = [
  'AWAITING_COMPLEMENTARY_INFO',
  'INITIALIZED_KALP',
  'AWAITING_VERIFICATION',
  'AWAITING_SIGN',
  'INITIALIZED_DIGITAL_SIGN',
  'SIGN_REJECTED_OR_FAILED',
  'SIGN_MISMATCH',
  'REJECTED',
  'APPROVED',
  'LAPSED',
] as const;

/** An object with exactly one of these members. */
const oneOf = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z
    .strictObject(shape)
    .refine(
      (given) => Object.values(given).filter((value) => value !== undefined).length === 1,
      `expected exactly one of ${Object.keys(shape).join(', ')}`,
    )
    .meta({ minProperties: 1, maxProperties: 1 });

export const OrderStatus = z
  .enum(['RECEIVED', 'PENDING', 'HOLD', 'SENT', 'CONFIRMED', 'SETTLED', 'CANCELED', 'REJECTED'])
  .meta({
    description:
      '`REJECTED` is no status of the contract of Fondo: the order reads as `UNKNOWN` with `statusRaw: "rejected"`, and its cash is given back.',
  });
export const OrderChange = z.strictObject({ status: OrderStatus });

export const Person = z.strictObject({
  firstName: name.optional(),
  lastName: name.optional(),
  ssn: z
    .string()
    .regex(/^\d{12}$/, 'expected twelve digits')
    .optional(),
});
export const JourneyChange = z.strictObject({
  status: z.enum(['PENDING', 'COMPLETE', 'CANCELED', 'ERROR', 'EXPIRED']),
  context: name.optional().meta({ description: 'The step at which the person is, or left.' }),
  errorCode: name.optional().meta({ description: 'With `ERROR`.' }),
  person: Person.extend({ accountName: name.optional() })
    .optional()
    .meta({ description: 'With `COMPLETE`: what the person has filled in.' }),
});

export const AccountStatus = z.enum(['PENDING', 'CONFIRM', 'ACTIVE', 'REJECTED', 'CLOSED']);
export const AccountChange = oneOf({
  status: AccountStatus.optional(),
  deposit: amount.optional().meta({ description: 'SEK that arrive on the account.' }),
});

export const SwishDepositChange = z.strictObject({
  status: z.enum(['PAID', 'DECLINED', 'CANCELED', 'ERROR']),
  errorCode: name.optional().meta({ description: 'Of Swish: `RF07`, `TM01`, `BANKIDCL`, `ACMT03`, `FF10`.' }),
});
export const PaymentChange = z.strictObject({
  status: z.enum(['PROCESSING', 'COMPLETED', 'FAILED']),
  reasonCode: name.optional().meta({ description: 'With `FAILED`: of Bankgirot, `1`, `2` or `4`.' }),
  reason: name.optional(),
});
export const WithdrawalChange = z.strictObject({ status: z.enum(['SETTLED', 'FAILED']), reason: name.optional() });

export const SocketChange = z.strictObject({
  action: z.enum(['DROP', 'SILENCE', 'RESUME']).meta({
    description:
      '`DROP`: cut. `SILENCE`: open, but nothing arrives on it any more, not even a heartbeat, until `RESUME` or a new socket.',
  }),
  client: id.optional().meta({ description: 'Left out: of every client.' }),
});
export const Sockets = z.object({ clients: z.array(z.object({ id, sockets: z.int() })) }).meta({ id: 'Sockets' });

export const ApplicationStatus = z.enum(APPLICATION_STATUSES).meta({
  description: '`LAPSED`: PayEx has forgotten the application; its status stays, and reads answer that it is gone.',
});
export const ApplicationChange = z.strictObject({ status: ApplicationStatus });
export const SigningAct = z.strictObject({
  act: z.enum(['OPEN_APP', 'SIGN', 'SIGN_AS_OTHER', 'DECLINE', 'CERTIFICATE_ERROR', 'EXPIRE']),
});

export const LoanOfferStatus = z.enum(['OFFER_RECEIVED', 'OFFER_AWAITED', 'NO_OFFER_AVAILABLE', 'AA_REQUIRED']);
export const LoanJourneyChange = oneOf({
  status: z
    .string()
    .regex(/^[A-Z][A-Z_]{1,63}$/, 'expected a status in capitals')
    .optional()
    .meta({ description: 'A `LoanJourneyStatus`, or a word that the GraphQL API does not know: it reads `UNKNOWN`.' }),
  offer: z
    .strictObject({
      lender: name,
      status: LoanOfferStatus.optional().meta({
        description: 'What the lender answers; `OFFER_RECEIVED` if left out.',
      }),
    })
    .optional(),
  consent: z.enum(['GIVE', 'REFUSE']).optional(),
});

export const WebhookRequest = z.strictObject({
  id: id.meta({ description: 'Of a journey, an application, a limit upgrade or a loan journey.' }),
  times: z.int().min(1).max(10).optional().meta({ description: 'The same delivery again: 2 is a duplicate.' }),
  signature: z.enum(['VALID', 'WRONG']).optional().meta({ description: 'PayEx signs nothing.' }),
});
export const Deliveries = z
  .object({
    deliveries: z.array(
      z.object({
        path: z.string().meta({ description: 'Without what identifies the recipient beyond it.' }),
        status: z.int().nullable().meta({ description: 'Of the answer; null where there was none.' }),
      }),
    ),
  })
  .meta({ id: 'Deliveries' });
