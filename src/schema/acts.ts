import Big from 'big.js';
import { getNamedType, isInputObjectType, type GraphQLInputObjectType, type GraphQLInputType } from 'graphql';
import type { ActSubject } from '../audit-record.ts';
import { MAX_CLIENT_REF, newClientRef } from '../datasources/fondo/input-rules.ts';
import { canonicalUuid, isUuid } from '../datasources/kit/uuid.ts';
import type { PrepareAct } from '../telemetry/audit.ts';
import { fromGlobalId, toGlobalId, type NodeName } from './kit/global-id.ts';

type Read = (value: string) => string | undefined;

/** The canonical global id; undefined for what is no id of such a kind: it may be any text. */
const idOf =
  (...names: NodeName[]): Read =>
  (value) => {
    try {
      const { name, segments } = fromGlobalId(value, names);
      return toGlobalId(name, segments);
    } catch {
      return undefined;
    }
  };
const labelled =
  (label: string, fits: (value: string) => boolean, shown = (value: string) => value): Read =>
  (value) =>
    fits(value) ? `${label}:${shown(value)}` : undefined;

/** What names the target of an act, by the name of the input field, or by its type too where that decides. */
export const TARGETS: Readonly<Record<string, Read>> = {
  account: idOf('Account'),
  paymentAccount: idOf('Account'),
  bankAccount: labelled('BankAccount', (value) => isUuid(canonicalUuid(value)), canonicalUuid),
  accountNumber: labelled(
    'AccountNumber',
    (value) => /^\d{6,34}$/.test(value),
    (value) => `****${value.slice(-4)}`,
  ),
  'TransferInput.accountNumber': () => undefined, // at another bank: personal
  client: idOf('Client'),
  'CreateClientInput.id': idOf('Client'),
  order: idOf('Order'),
  plan: idOf('AllocationPlan'),
  instrument: idOf('Instrument'),
  custodian: () => undefined,
  offer: idOf('Offer'),
  'OpenLoanOfferInput.offer': labelled('LoanOffer', (value) => /^[\w.-]{1,128}$/.test(value)),
  application: idOf('Application', 'LimitUpgradeApplication'),
  process: idOf('Journey', 'Application', 'LimitUpgradeApplication', 'LoanJourney'),
  journey: idOf('LoanJourney'),
  borrower: idOf('LoanJourney'),
};

/** What an act moves. The currency of a limit at PayEx is that of its offer, which is not read for the record. */
export const AMOUNTS: Readonly<Record<string, string | undefined>> = {
  amount: 'SEK',
  buyAmount: 'SEK',
  sellUnits: 'UNITS',
  units: 'UNITS',
  creditLimit: undefined,
  requestedLimit: undefined,
  requestedAmount: 'INR',
};

/** Longest list that is read: what an act takes at most (payments of a batch). A longer one is refused before it is sent. */
const MAX_ITEMS = 1_000;
/** Targets and references of a batch that are recorded at most. */
const MAX_LISTED = 100;

/** `120.50` becomes `100`: enough to find what was large, too little to tell a person by. Undefined for what is no amount. */
function magnitude(amount: Big): string | undefined {
  return amount.gt(0) && Math.abs(amount.e) <= 20 ? new Big(`1e${amount.e}`).toFixed() : undefined;
}

/**
 * Reads what an act is about off its input, whatever input it is: the ids of what it touches, the references under which
 * the provider knows it, and its amount. A `clientRef` that the caller left out is made here, so that it is in the
 * record before it is sent. What is only checked (`validateOnly`) is no act.
 */
export const prepareAct: PrepareAct = (field, args) => {
  const found = new Subject();
  const prepared = Object.fromEntries(field.args.map(({ name, type }) => [name, found.read(type, args[name])]));
  const isCheck = Object.values(args).some(
    (input) => (input as { validateOnly?: unknown } | null)?.validateOnly === true,
  );
  return isCheck ? undefined : { subject: found.summary(), args: prepared };
};

class Subject {
  readonly #targets = new Set<string>();
  readonly #references: string[] = [];
  #amount = new Big(0);
  #currency: string | undefined;

  /** Notes what is found in a value, and returns it with every `clientRef` in place. */
  read(type: GraphQLInputType, value: unknown): unknown {
    const named = getNamedType(type);
    if (Array.isArray(value)) return value.length > MAX_ITEMS ? value : value.map((one) => this.read(named, one));
    if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return value;
    const input: Record<string, unknown> = { ...value };
    if ('clientRef' in named.getFields()) this.#refer((input['clientRef'] ??= newClientRef()));
    for (const [name, { type: inner }] of Object.entries(named.getFields())) {
      if (!(name in input)) continue;
      input[name] = this.read(inner, input[name]);
      if (typeof input[name] === 'string') this.#note(named, name, input[name]);
    }
    return input;
  }

  summary(): ActSubject {
    const [targets, references] = [[...this.#targets].slice(0, MAX_LISTED), this.#references.slice(0, MAX_LISTED)];
    const amount = magnitude(this.#amount);
    return {
      ...(targets.length > 0 && { targets }),
      ...(references.length > 0 && { references }),
      ...(amount !== undefined && { amount, currency: this.#currency }),
    };
  }

  /** One that is longer is refused before it is sent. */
  #refer(reference: unknown): void {
    if (typeof reference === 'string' && reference.length <= MAX_CLIENT_REF) this.#references.push(reference);
  }

  #note({ name: type }: GraphQLInputObjectType, name: string, value: string): void {
    const target = (TARGETS[`${type}.${name}`] ?? TARGETS[name])?.(value);
    if (target !== undefined) this.#targets.add(target);
    if (!Object.hasOwn(AMOUNTS, name)) return;
    this.#amount = this.#amount.plus(new Big(value));
    this.#currency = AMOUNTS[name];
  }
}
