import type { FieldMap, ImplementableObjectRef, InterfaceParam, ObjectRef } from '@pothos/core';
import { builder, type Types } from './builder.ts';

type Fields<T> = (t: PothosSchemaTypes.ObjectFieldBuilder<Types, T>) => FieldMap;

export interface EntityOptions<T> {
  readonly description: string;
  readonly interfaces: InterfaceParam<Types>[];
  /** Id, links to other entities, and what is not part of its state. */
  readonly fields: Fields<T>;
  /** Its state, to which the fields of the snapshot are limited. Nothing with an id of its own may change in it. */
  readonly state: Fields<T>;
}

/**
 * Implements an entity, and returns `<Name>Snapshot`: the state of an entity at a moment. A snapshot has no id, since a
 * client that normalizes its cache would overwrite the entity with it.
 */
export function entity<T extends object>(
  ref: ImplementableObjectRef<Types, T>,
  { description, interfaces, fields, state }: EntityOptions<T>,
): ObjectRef<Types, T> {
  const all: Fields<T> = (t) => ({ ...fields(t), ...state(t) });
  ref.implement({ description, interfaces, fields: all });
  return builder.objectRef<T>(`${ref.name}Snapshot`).implement({
    description: `The state of ${withArticle(ref.name)} before a change. Without an id: caches do not take it for the ${ref.name}.`,
    fields: state,
  });
}

/** `an Order`, `a Client`. */
export const withArticle = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
