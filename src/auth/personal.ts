import { defaultFieldResolver, getNamedType, isNonNullType, isObjectType, type GraphQLSchema } from 'graphql';
import { Forbidden } from '../problem.ts';
import type { Caller } from './caller.ts';

const start = (text: string, shown: number, hidden: string): string => text.slice(0, shown) + hidden;
const end = (text: string, shown: number): string => `****${text.length > 2 * shown ? text.slice(-shown) : ''}`;
const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** What is left of each kind of personal data for a caller without `pii:read`. */
const MASKS = {
  /** `19101010-****`: the date of birth, or its substitute. */
  nationalNumber: (text: string) => start(digits(text), digits(text).length === 12 ? 8 : 6, '-****'),
  /** `r***@…` */
  email: (text: string) => start(text, 1, '***@…'),
  /** `A***` */
  name: (text: string) => start(text, 1, '***'),
  /** The last two digits. */
  phone: (text: string) => end(text, 2),
  /** The last four characters, of accounts at a bank and of customers. */
  bankNumber: (text: string) => end(text, 4),
  /** Nothing is left of it. */
  text: () => '****',
  /** Null: for what is no text. */
  hidden: () => null,
} as const satisfies Record<string, (text: string) => string | null>;

export type PersonalKind = keyof typeof MASKS;

/**
 * Marks a field as personal data: `extensions: personal('email')`. On an argument: it is compared with such a field, so
 * that whether something is found reveals what the field holds.
 */
export const personal = (kind: PersonalKind) => ({ personal: kind });

export interface PersonalField {
  readonly type: string;
  readonly field: string;
  readonly kind: PersonalKind;
  readonly description: string;
}

/** Every field that is marked, in the order of the schema. */
export const personalFields = (schema: GraphQLSchema): PersonalField[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, description, extensions }) => {
        const kind = extensions['personal'] as PersonalKind | undefined;
        return kind ? [{ type: type.name, field: name, kind, description: description ?? '' }] : [];
      }),
    );

export interface PersonalArgument extends PersonalField {
  readonly argument: string;
}

/** Every argument that is marked, in the order of the schema. */
export const personalArguments = (schema: GraphQLSchema): PersonalArgument[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name: field, args }) =>
        args.flatMap(({ name: argument, description, extensions }) => {
          const kind = extensions['personal'] as PersonalKind | undefined;
          return kind ? [{ type: type.name, field, argument, kind, description: description ?? '' }] : [];
        }),
      ),
    );

/**
 * Masks every field that is marked, and refuses every argument that is, for callers without `pii:read`. Changes the
 * schema, and returns it.
 */
export function maskPersonal(schema: GraphQLSchema): GraphQLSchema {
  for (const { type, field, argument } of personalArguments(schema)) refuseArgument(schema, type, field, argument);
  for (const { type: typeName, field: name, kind } of personalFields(schema)) {
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (!field) continue;
    const isText = getNamedType(field.type).name === 'String' && !String(field.type).includes('[');
    if (kind === 'hidden' ? isNonNullType(field.type) : !isText)
      throw new Error(`${typeName}.${name} cannot be masked as ${kind}: only texts can, and "hidden" needs null.`);
    const { resolve = defaultFieldResolver } = field;
    const masked = (value: unknown): string | null => (typeof value === 'string' ? MASKS[kind](value) : null);
    field.resolve = (parent, args, context: { caller: Caller }, info) => {
      const value: unknown = resolve(parent, args, context, info);
      if (maySee(context.caller)) return value;
      return value instanceof Promise ? value.then(masked) : masked(value);
    };
  }
  return schema;
}

interface Asking {
  readonly caller: Caller;
}
type Args = Readonly<Record<string, unknown>>;
type Start = (key: string, args: Args, context: Asking) => unknown;

/** Refuses an argument before anything is read because of it: by the resolver, or ahead of it (`Prefetch.start`). */
function refuseArgument(schema: GraphQLSchema, typeName: string, fieldName: string, argument: string): void {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) return;
  const check = (args: Args, { caller }: Asking): void => {
    if (args[argument] == null || maySee(caller)) return;
    throw new Forbidden(
      `The argument "${argument}" is compared with personal data: it needs the permission "pii:read".`,
    );
  };
  const { resolve = defaultFieldResolver, subscribe, extensions } = field;
  field.resolve = (parent, args: Args, context: Asking, info) => {
    check(args, context);
    return resolve(parent, args, context, info);
  };
  if (subscribe)
    field.subscribe = (parent, args: Args, context: Asking, info) => {
      check(args, context);
      return subscribe(parent, args, context, info);
    };
  const prefetch = extensions['prefetch'] as { readonly start?: Start } | undefined;
  const start = prefetch?.start;
  if (!start) return;
  const checked: Start = (key, args, context) => {
    check(args, context);
    return start(key, args, context);
  };
  field.extensions = { ...extensions, prefetch: { ...prefetch, start: checked } };
}

const maySee = ({ access }: Caller): boolean => !access || access.permissions.has('pii:read');
