import { encoded } from '../../datasources/kit/http/address.ts';
import { canonicalUuid } from '../../datasources/kit/uuid.ts';
import { InvalidInput } from '../../problem.ts';

interface Segment {
  readonly name: string;
  readonly pattern: RegExp;
  /** What an error message says was expected. */
  readonly is: string;
  readonly isUuid?: boolean;
}
const uuid = (name: string) =>
  ({ name, pattern: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, is: 'a UUID', isUuid: true }) as const;
/** Never `.` or `..`: in the path of a provider request they would address another resource. */
const text = (name: string, max: number) =>
  ({ name, pattern: new RegExp(`^(?!\\.{1,2}$)[^\\p{Cc}]{1,${max}}$`, 'u'), is: `1 to ${max} characters` }) as const;

/** The types that have a global id, with the segments of each. */
const SEGMENTS = {
  Client: [uuid('client')],
  Account: [uuid('client'), uuid('account')],
  Order: [uuid('client'), uuid('order')],
  Journey: [uuid('client'), uuid('journey')],
  Instrument: [text('instrument', 64)],
  CashTransaction: [uuid('client'), uuid('transaction')],
  FundTransaction: [uuid('client'), uuid('transaction')],
  AllocationPlan: [uuid('client'), uuid('plan')],
  PaymentInstruction: [uuid('client'), uuid('instruction')],
  SwishDeposit: [uuid('client'), uuid('account'), text('deposit', 64)],
  Offer: [text('profile', 128)],
  Application: [text('profile', 128), text('application', 128)],
  LimitUpgradeApplication: [text('application', 128)],
  LoanJourney: [text('borrower', 128)],
} as const satisfies Record<string, readonly Segment[]>;

export type NodeName = keyof typeof SEGMENTS;
type Texts<T extends readonly unknown[]> = { readonly [K in keyof T]: string };
/** The decoded segments of an id, in order. */
export type Segments<N extends NodeName> = Texts<(typeof SEGMENTS)[N]>;
/** A decoded id: its type and segments. */
export type Reference<N extends NodeName = NodeName> = {
  [K in N]: { readonly name: K; readonly segments: Segments<K> };
}[N];

const MAX_LENGTH = 1024;

/** `Account:<client>:<account>`, every segment percent-encoded. */
export function toGlobalId(name: NodeName, segments: readonly string[]): string {
  let id: string = name;
  for (const segment of segments) id += `:${encoded(segment)}`; // half of what a list of them costs
  return id;
}

/** The form of an id, for messages and descriptions: `Account:<client>:<account>`. */
export const idForm = (name: NodeName): string => `${name}:${SEGMENTS[name].map((one) => `<${one.name}>`).join(':')}`;

export const NODE_NAMES = Object.keys(SEGMENTS) as NodeName[];

/**
 * Decodes an id of one of the given types. Where a type has a single segment, the provider's bare id is accepted too, as it
 * is: only segments of a global id are percent-encoded.
 * A bare id may contain colons where one type alone is expected, unless it begins like a global id of any type.
 * @throws InvalidInput with the expected form; it never repeats the value.
 */
export function fromGlobalId<N extends NodeName>(id: string, names: readonly N[], argument = 'id'): Reference<N> {
  const reference = parseGlobalId(id, names);
  if (!reference) throw new InvalidInput([{ path: argument, message: expectation(names) }]);
  return reference;
}

/** The same without an error: undefined for what is no id of these types. */
export function parseGlobalId<N extends NodeName>(id: string, names: readonly N[]): Reference<N> | undefined {
  const [name = '', ...rest] = id.length <= MAX_LENGTH ? id.split(':') : [''];
  const named = names.find((one) => one === name);
  const isBare = rest.length === 0 || (names.length === 1 && !Object.hasOwn(SEGMENTS, name));
  const bare = isBare ? names.find((one) => SEGMENTS[one].length === 1) : undefined;
  const found = named ?? bare;
  const shape: readonly Segment[] = found ? SEGMENTS[found] : [];
  const segments = (named ? rest.map(decoded) : [id]).map((segment, at) => written(segment, shape[at]));
  const fits = segments.length === shape.length && shape.every(({ pattern }, at) => pattern.test(segments[at] ?? ''));
  return found && fits ? ({ name: found, segments } as unknown as Reference<N>) : undefined;
}

/** The segments of an id of exactly one type: see `fromGlobalId`. */
export const segmentsOf = <N extends NodeName>(id: string, name: N, argument?: string): Segments<N> =>
  fromGlobalId<N>(id, [name], argument).segments;

/** Types up to which an error says what each segment of their ids is; an answer may hold many such errors. */
const MAX_EXPLAINED = 3;

function expectation(names: readonly NodeName[]): string {
  if (names.length > MAX_EXPLAINED)
    return `expected a global id of one of these forms: ${names.map(idForm).join(', ')}`;
  const forms = names.map((name) => {
    const shape: readonly Segment[] = SEGMENTS[name];
    const parts = shape.map((segment) => `<${segment.name}> is ${segment.is}`).join(' and ');
    return `"${idForm(name)}"${shape.length === 1 ? ' (or the bare id)' : ''}, where ${parts}`;
  });
  return `expected an id of the form ${forms.join('; or ')}`;
}

/** A UUID may be given in either case, and is written in lower case; any other text is as it is. */
const written = (segment: string, shape: Segment | undefined): string =>
  shape?.isUuid ? canonicalUuid(segment) : segment;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
