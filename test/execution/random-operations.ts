import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  validate,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Samples } from '../auth/walk.ts';
import { between, pick, type Random } from './random.ts';

/** A valid operation with the values of its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface OperationOptions {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Values of arguments, as for the walk over the schema. */
  readonly samples: Samples;
  readonly operation?: 'query' | 'mutation';
  /** Whether fragments have no names. */
  readonly inline?: boolean;
  /** `Type.field` of what is never selected. */
  readonly without?: ReadonlySet<string>;
}

/** An operation of any shape: aliases, variables, fragments of both kinds, merged fields, @skip and @include. */
export function randomOperation(options: OperationOptions): RandomOperation {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const made = new Writer(options).operation();
    if (validate(options.schema, parse(made.query)).length === 0) return made;
  }
  throw new Error('No valid operation in 50 attempts: the generator is broken.');
}

const MAX_DEPTH = 6;

class Writer {
  readonly #options: OperationOptions;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;
  /** Fields that may still be selected: documents stay small. */
  #budget = 40;

  constructor(options: OperationOptions) {
    this.#options = options;
  }

  operation(): RandomOperation {
    const { schema, operation = 'query' } = this.#options;
    const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (!root) throw new Error(`There is no ${operation}.`);
    const selection = this.#selection(root, 0, false);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    return {
      query: [`${operation} Random${definitions} ${selection}`, ...this.#fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #chance(share: number): boolean {
    return this.#options.random() < share;
  }

  #name(): string {
    return `x${(this.#names += 1)}`;
  }

  /** @param within whether another type of the same place may select a field of the same name: aliases keep them apart */
  #selection(type: GraphQLCompositeType, depth: number, within: boolean): string {
    const { random, schema } = this.#options;
    const parts = this.#chance(0.2) || isAbstractType(type) ? ['__typename'] : [];
    const count = between(random, 1, depth === 0 ? 3 : 4);
    for (let at = 0; at < count; at += 1) {
      if (isAbstractType(type) && this.#chance(0.8)) {
        const member = pick(random, schema.getPossibleTypes(type));
        parts.push(this.#fragment(member, depth, true));
      } else if (this.#chance(0.15)) parts.push(this.#fragment(type, depth, within));
      else parts.push(this.#field(type, depth, within));
    }
    return `{ ${parts.filter(Boolean).join(' ') || '__typename'} }`;
  }

  #fragment(type: GraphQLCompositeType, depth: number, within: boolean): string {
    const selection = this.#selection(type, depth, within);
    const condition = this.#condition();
    if (this.#options.inline || this.#chance(0.6)) return `... on ${type.name}${condition} ${selection}`;
    const name = `F${this.#name()}`;
    this.#fragments.push(`fragment ${name} on ${type.name} ${selection}`);
    return `...${name}${condition}`;
  }

  #field(type: GraphQLCompositeType, depth: number, within: boolean): string {
    const { random, without } = this.#options;
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const open = fields.filter(
      (field) =>
        !without?.has(`${type.name}.${field.name}`) &&
        (depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type))),
    );
    if (open.length === 0 || this.#budget <= 0) return '__typename';
    this.#budget -= 1;
    // What leads on is chosen more often than its share, so that operations become deep.
    const leading = open.filter((field) => isCompositeType(getNamedType(field.type)));
    const field = leading.length > 0 && this.#chance(0.6) ? pick(random, leading) : pick(random, open);
    const args = this.#arguments(type.name, field);
    const alias = within || args || this.#chance(0.2) ? `${this.#name()}: ` : '';
    const named = getNamedType(field.type);
    const select = (): string => {
      const below = isCompositeType(named) ? ` ${this.#selection(named, depth + 1, isAbstractType(named))}` : '';
      return `${alias}${field.name}${args}${this.#condition()}${below}`;
    };
    return this.#chance(0.1) ? `${select()} ${select()}` : select();
  }

  #condition(): string {
    if (!this.#chance(0.12)) return '';
    const { random } = this.#options;
    const wanted = this.#chance(0.7);
    const directive = pick(random, ['skip', 'include']);
    const value = (directive === 'include') === wanted;
    return ` @${directive}(if: ${this.#chance(0.5) ? value : this.#variable('Boolean!', value)})`;
  }

  #variable(type: string, value: unknown): string {
    const name = this.#name();
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #arguments(type: string, field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap((arg) => {
      const required = isNonNullType(arg.type) && arg.defaultValue === undefined;
      if (!required && arg.name !== 'first' && !this.#chance(0.15)) return [];
      const value = this.#value(arg, [
        `${type}.${field.name}.${arg.name}`,
        `${getNamedType(field.type).name}.${arg.name}`,
      ]);
      if (value === undefined) return [];
      const asVariable = this.#chance(0.4);
      return [`${arg.name}: ${asVariable ? this.#variable(String(arg.type), value) : literal(value, arg.type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** Undefined where nothing is known that fits an optional argument. */
  #value({ name, type }: GraphQLArgument, names: readonly string[]): unknown {
    const { samples } = this.#options;
    const known = [...names, name].find((one) => one in samples);
    // A sample by its bare name may be meant for an argument of another type.
    if (known !== undefined && !isEnumType(getNullableType(type)) && !this.#chance(0.05)) return samples[known];
    return this.#made(type);
  }

  #made(type: GraphQLInputType): unknown {
    const { random, samples } = this.#options;
    const inner = getNullableType(type);
    if (isListType(inner)) return Array.from({ length: between(random, 1, 2) }, () => this.#made(inner.ofType));
    if (isEnumType(inner)) return pick(random, inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields());
      const given = inner.isOneOf
        ? [pick(random, fields)]
        : fields.filter((one) => isNonNullType(one.type) || this.#chance(0.1));
      return Object.fromEntries(
        given.map((one) => [
          one.name,
          samples[`${inner.name}.${one.name}`] ?? samples[one.name] ?? this.#made(one.type),
        ]),
      );
    }
    if (inner.name === 'Int') return between(random, 0, 4);
    if (inner.name === 'Float') return random();
    if (inner.name === 'Boolean') return this.#chance(0.5);
    return inner.name === 'ID' ? 'nobody' : samples[inner.name];
  }
}

function literal(value: unknown, type: GraphQLInputType): string {
  const inner = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (isListType(inner))
    return Array.isArray(value)
      ? `[${value.map((one) => literal(one, inner.ofType)).join(', ')}]`
      : literal(value, inner.ofType);
  if (isEnumType(inner)) return typeof value === 'string' ? value : 'null';
  // A sample may be of another type than what is expected: both ways of executing have to say so.
  if (isInputObjectType(inner) && typeof value === 'object') {
    const fields = inner.getFields();
    const entries = Object.entries(value).map(([name, one]) => `${name}: ${literal(one, fields[name]?.type ?? type)}`);
    return `{ ${entries.join(', ')} }`;
  }
  if (typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([name, one]) => `${name}: ${JSON.stringify(one)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
