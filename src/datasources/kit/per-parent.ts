/** One of something per parent (the accounts of each client …), made when it is first asked for. */
export function perParent<V extends object>(make: (parent: string) => V): (parent: string) => V {
  const made = new Map<string, V>();
  return (parent) => {
    let one = made.get(parent);
    if (!one) made.set(parent, (one = make(parent)));
    return one;
  };
}
