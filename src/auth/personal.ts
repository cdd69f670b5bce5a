import { defaultFieldResolver, getNamedType, isNonNullType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Caller } from './caller.ts';

const start = (text: string, shown: number, hidden: string): string => text.slice(0, shown) + hidden;
const end = (text: string, shown: number): string => `****${text.length > 2 * shown ? text.slice(-shown) : ''}`;
const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** What is left of each kind of personal data for a caller without `pii:read`. */
const MASKS = {
  /** `19101010-****`: the date of birth, or what stands for it. */
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

/** Marks a field as personal data: `extensions: personal('email')`. */
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

/** Masks every field that is marked, for callers without `pii:read`. Changes the schema, and answers it. */
export function maskPersonal(schema: GraphQLSchema): GraphQLSchema {
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

const maySee = ({ access }: Caller): boolean => !access || access.permissions.has('pii:read');
