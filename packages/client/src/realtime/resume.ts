import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { resumable } from '../generated/schema-data.ts';

const RESUMABLE: ReadonlySet<string> = new Set(resumable);

/** How a subscription comes back: by cursor, or from the present state with which it begins. */
export interface Resumption {
  readonly byCursor: boolean;
  /** The variable that takes the cursor. */
  readonly variable: string;
}

/**
 * Reads from a document how its stream is resumed. Throws where events would be lost in silence: a stream of events
 * needs `after: $variable`, and `cursor` selected.
 */
export function resumptionOf(document: DocumentNode | string): Resumption {
  const { definitions } = typeof document === 'string' ? parse(document) : document;
  const operation = definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  const field = operation?.selectionSet.selections.find((one) => one.kind === Kind.FIELD);
  if (operation?.operation !== 'subscription' || !field) throw new TypeError('The document is no subscription.');
  if (!RESUMABLE.has(field.name.value)) return { byCursor: false, variable: '' };
  const value = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE)
    throw new TypeError(`\`${field.name.value}\` loses events at a reconnect without \`after: $after\`.`);
  if (!selects(document, 'cursor'))
    throw new TypeError(`\`${field.name.value}\` loses events at a reconnect unless \`cursor\` is selected.`);
  return { byCursor: true, variable: value.name.value };
}

const selects = (document: DocumentNode | string, field: string): boolean =>
  typeof document === 'string'
    ? new RegExp(`\\b${field}\\b`).test(document)
    : JSON.stringify(document.definitions).includes(`"value":"${field}"`);

interface Event {
  readonly __typename?: string;
  readonly cursor?: unknown;
  readonly state?: unknown;
  readonly since?: unknown;
}

const eventIn = (data: unknown): Event | undefined =>
  Object.values((data ?? {}) as Record<string, Event | null | undefined>)[0] ?? undefined;

/** The position of an event, to come back behind it. */
export function cursorIn(data: unknown): string | undefined {
  const cursor = eventIn(data)?.cursor;
  return typeof cursor === 'string' ? cursor : undefined;
}

/** What a `StreamStatus` (`includeStatus: true`) says about the connection between gateway and provider. */
export function providerStatusIn(data: unknown): { readonly state: string; readonly since?: string } | undefined {
  const event = eventIn(data);
  if (event?.__typename !== 'StreamStatus') return undefined;
  return { state: String(event.state), ...(typeof event.since === 'string' && { since: event.since }) };
}
