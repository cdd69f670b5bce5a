/**
 * One of something per parent (the accounts of each client …), made when it is first asked for. Most operations are
 * about one parent, for which a map would take more than what it leads to.
 */
export function perParent<V extends object>(make: (parent: string) => V): (parent: string) => V {
  let first: { readonly parent: string; readonly made: V } | undefined;
  let others: Map<string, V> | undefined;
  return (parent) => {
    if (first?.parent === parent) return first.made;
    if (!first) return (first = { parent, made: make(parent) }).made;
    let one = (others ??= new Map<string, V>()).get(parent);
    if (!one) others.set(parent, (one = make(parent)));
    return one;
  };
}
