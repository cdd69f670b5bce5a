/**
 * The rows of a list by their id: made once per list, which operations may share, and stored with the list itself (a
 * weak map would carry every list over into the old generation). The first of an id counts.
 */
const INDEX = Symbol('rows by id');
type Indexed<T> = readonly T[] & { [INDEX]?: Map<string, T> };

export function indexOf<T>(list: Indexed<T>, idOf: (item: T) => string): ReadonlyMap<string, T> {
  let index = list[INDEX];
  if (!index) {
    index = new Map();
    for (let at = list.length - 1; at >= 0; at -= 1) index.set(idOf(list[at] as T), list[at] as T);
    list[INDEX] = index;
  }
  return index;
}
