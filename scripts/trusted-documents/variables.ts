import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT, DEMO_ORDER, DEMO_PLAN } from '../../sandbox/fondo/index.ts';
import { DEMO_APPLICATION } from '../../sandbox/payex/index.ts';

const { accountProfile, applicationId } = DEMO_APPLICATION;
const APPLICATION = `Application:${accountProfile}:${applicationId}`;

/** Objects of the sandbox by what the schema calls them: in an argument, a field of an input, or a field with an `id`. */
const IDS: Readonly<Record<string, string>> = {
  client: `Client:${DEMO_CLIENT}`,
  account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`,
  order: `Order:${DEMO_CLIENT}:${DEMO_ORDER}`,
  plan: `AllocationPlan:${DEMO_CLIENT}:${DEMO_PLAN}`,
  instrument: DEMO_INSTRUMENT,
  application: APPLICATION,
  offer: accountProfile,
  process: APPLICATION,
  node: APPLICATION,
  loan: 'LoanJourney:BORROWER-123',
  borrower: 'BORROWER-123',
};

const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 20,
  Float: 1,
  Boolean: true,
  String: 'text',
  Decimal: '100',
  Date: '2026-05-14',
  DateTime: '2026-05-14T09:30:00Z',
  URL: 'https://shop.example',
  Currency: 'SEK',
  CountryCode: 'SE',
  JSON: {},
};

type Variables = Readonly<Record<string, unknown>>;

/** Variables with which an operation can be measured: what it requires, filled in with objects of the sandbox. */
export function sampleVariables(schema: GraphQLSchema, document: DocumentNode, given: Variables = {}): Variables {
  const operation = document.definitions.find((one): one is OperationDefinitionNode => 'operation' in one);
  const uses = usesOf(schema, document);
  const required = (operation?.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  );
  const samples = required.flatMap(({ variable: { name }, type }) => {
    const found = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    return found ? [[name.value, sampleOf(found, [...(uses.get(name.value) ?? []), name.value])] as const] : [];
  });
  return { ...Object.fromEntries(samples), ...given };
}

/** Where each variable is used: the names of arguments and of their fields. */
function usesOf(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const info = new TypeInfo(schema);
  const uses = new Map<string, string[]>();
  visit(
    document,
    visitWithTypeInfo(info, {
      Variable: ({ name }, _key, parent) => {
        if ((parent as { readonly kind?: Kind }).kind === Kind.VARIABLE_DEFINITION) return;
        const words = [info.getArgument()?.name, info.getFieldDef()?.name].filter((word) => word !== undefined);
        uses.set(name.value, [...(uses.get(name.value) ?? []), ...words]);
      },
    }),
  );
  return uses;
}

function sampleOf(type: GraphQLInputType, words: readonly string[]): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [sampleOf(nullable.ofType, words)];
  const named = getNamedType(nullable);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (!isInputObjectType(named)) return named.name === 'ID' ? idFor(words) : SCALARS[named.name];
  const fields = Object.values(named.getFields());
  const asked = named.isOneOf ? fields.slice(0, 1) : fields.filter(({ type: own }) => isNonNullType(own));
  return Object.fromEntries(asked.map(({ name, type: own }) => [name, sampleOf(own, [name])]));
}

/** Of the first word that names a kind of object (`order`, `orderChanged`, `loanJourney`). */
function idFor(words: readonly string[]): string {
  for (const word of words) {
    const kind = Object.keys(IDS).find((one) => word.toLowerCase().startsWith(one));
    if (kind) return IDS[kind] ?? '';
  }
  return APPLICATION;
}
