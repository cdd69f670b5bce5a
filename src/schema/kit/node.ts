import type { Context } from '../../context.ts';
import { InvalidInput } from '../../problem.ts';
import { builder } from './builder.ts';
import { named } from './prefetch.ts';
import { fromGlobalId, NODE_NAMES, parseGlobalId, toGlobalId, type NodeName, type Segments } from './global-id.ts';

/** The type of each object that is returned through an interface. */
const kinds = new WeakMap<object, NodeName>();
type Load<N extends NodeName> = (segments: Segments<N>, context: Context) => PromiseLike<object | null> | object | null;
const loads = new Map<NodeName, Load<NodeName>>();

/** Maximum number of ids in one `nodes` field. */
const MAX_NODES = 100;
/** Malformed ids of an operation that have an error of their own: errors cost more time than anything else in an answer. */
const MAX_TOLD = 10;
const toldSoFar = new WeakMap<Context, number>();

/** How many malformed ids of this `nodes` field are told one by one: one at least, for which the field can say the rest. */
function toldBy(context: Context, malformed: number): number {
  const before = toldSoFar.get(context) ?? 0;
  const told = Math.min(malformed, Math.max(1, MAX_TOLD - before));
  toldSoFar.set(context, before + told);
  return told;
}

export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'An object with a global id, which `node` and `nodes` read again.',
  resolveType: (value) => kinds.get(value),
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id, of the form `Type:<segment>[:<segment>]`. Treat it as opaque.',
      resolve: () => '',
    }),
  }),
});

/**
 * Registers a type for `node`. Returns the options of its `id` field: every `Node` type is declared with
 * `id: t.id(nodeIdField('Account', toSegments, load))`.
 */
export function nodeIdField<N extends NodeName, T extends object>(
  name: N,
  toSegments: (item: T) => Segments<N>,
  load: Load<N>,
) {
  loads.set(name, load as Load<NodeName>);
  return {
    nullable: false as const,
    description: `Global id of this ${name}: pass it wherever this API takes an id.`,
    resolve: (item: T) => toGlobalId(name, toSegments(item)),
  };
}

/** Records the type of an object that is returned through an interface; returns the same object. */
export const withNodeType = <T extends object>(name: NodeName, item: T): T => {
  kinds.set(item, name);
  return item;
};

/** Reads the object of a global id of one of these types; null if it does not exist. @throws InvalidInput */
export async function loadNode(id: string, context: Context, names: readonly NodeName[] = NODE_NAMES, argument = 'id') {
  const { name, segments } = fromGlobalId(id, names, argument);
  const found = await loads.get(name)?.(segments, context);
  return found ? withNodeType(name, found) : null;
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description: 'Any object by its global id; null if it does not exist or the caller may not access it.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: named(NODE_NAMES),
    resolve: (_root, { id }, context) => loadNode(id, context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: `Several objects by their global ids, in the same order; at most ${MAX_NODES}.`,
    args: { ids: t.arg.idList({ required: true, description: 'Global ids.' }) },
    extensions: named(NODE_NAMES, MAX_NODES),
    resolve: (_root, { ids }, context) => {
      if (ids.length > MAX_NODES) {
        throw new InvalidInput([{ path: 'ids', message: `expected at most ${MAX_NODES} ids` }]);
      }
      const malformed = ids.flatMap((id, index) => (parseGlobalId(id, NODE_NAMES) ? [] : index));
      const told = toldBy(context, malformed.length);
      const untold = new Set(malformed.slice(told));
      return ids.map((id, index) => {
        if (untold.has(index)) return null;
        if (untold.size > 0 && index === malformed[told - 1]) {
          const message = `expected a global id, here and in ${untold.size} more of these ids, which are null`;
          return Promise.reject(new InvalidInput([{ path: `ids[${index}]`, message }]));
        }
        return loadNode(id, context, NODE_NAMES, `ids[${index}]`);
      });
    },
  }),
}));
