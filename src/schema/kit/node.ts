import type { Context } from '../../context.ts';
import { InvalidInput } from '../../problem.ts';
import { builder } from './builder.ts';
import { fromGlobalId, NODE_NAMES, toGlobalId, type NodeName, type Segments } from './global-id.ts';

/** Which type an object has that is reached through an interface. */
const kinds = new WeakMap<object, NodeName>();
type Load<N extends NodeName> = (segments: Segments<N>, context: Context) => PromiseLike<object | null> | object | null;
const loads = new Map<NodeName, Load<NodeName>>();

/** At most so many nodes in one `nodes` call. */
const MAX_NODES = 100;

export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'Anything with an id of its own, which `node` finds again.',
  resolveType: (value) => kinds.get(value),
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id: the type and what the provider needs to find the object, `Type:<segment>[:<segment>]`.',
      resolve: () => '',
    }),
  }),
});

/**
 * Makes a type findable by id. Answers the options of its `id` field: every type that has one is declared with
 * `id: t.id(identified('Account', toSegments, load))`.
 */
export function identified<N extends NodeName, T extends object>(
  name: N,
  toSegments: (item: T) => Segments<N>,
  load: Load<N>,
) {
  loads.set(name, load as Load<NodeName>);
  return {
    nullable: false as const,
    description: `Global id of this ${name}: give it wherever this API asks for one.`,
    resolve: (item: T) => toGlobalId(name, toSegments(item)),
  };
}

/** Notes the type of an object that is answered through an interface; answers the same object. */
export const ofKind = <T extends object>(name: NodeName, item: T): T => {
  kinds.set(item, name);
  return item;
};

/** The object behind a global id of one of these kinds; null when there is none. */
export async function loadNode(id: string, context: Context, names: readonly NodeName[] = NODE_NAMES, argument = 'id') {
  const { name, segments } = fromGlobalId(id, names, argument);
  const found = await loads.get(name)?.(segments, context);
  return found ? ofKind(name, found) : null;
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description: 'Any object by its global id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_root, { id }, context) => loadNode(id, context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: `Several objects by their global ids, in the same order; at most ${MAX_NODES}.`,
    args: { ids: t.arg.idList({ required: true, description: 'Global ids.' }) },
    resolve: (_root, { ids }, context) => {
      if (ids.length > MAX_NODES) {
        throw new InvalidInput([{ path: 'ids', message: `expected at most ${MAX_NODES} ids` }]);
      }
      return ids.map((id, index) => loadNode(id, context, NODE_NAMES, `ids[${index}]`));
    },
  }),
}));
