import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * The fields of a valid document with its fragments unfolded, counted no further than `most` + 1: fragments that spread
 * each other unfold exponentially. Each fragment is counted once.
 */
export function countFields({ definitions }: DocumentNode, most: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const counted = new Map<string, number>();
  const ofFragment = (name: string): number => {
    let count = counted.get(name);
    if (count === undefined) {
      const fragment = fragments.get(name);
      counted.set(name, (count = fragment ? of(fragment.selectionSet) : 0));
    }
    return count;
  };
  const of = ({ selections }: SelectionSetNode): number => {
    let count = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) count += of(selection.selectionSet);
      else count += 1 + (selection.selectionSet ? of(selection.selectionSet) : 0);
      if (count > most) return most + 1;
    }
    return count;
  };
  let total = 0;
  for (const one of definitions) if (one.kind === Kind.OPERATION_DEFINITION) total += of(one.selectionSet);
  return Math.min(total, most + 1);
}
