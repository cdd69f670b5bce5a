import type { Sent } from '../twins.ts';
import { bodies, methods, names, variables } from './bodies.ts';
import { documents, introspection, limits, skipping } from './documents.ts';
import { answerTypes, requestTypes } from './media-types.ts';

/** Requests that are peculiar, by their kind and by what is peculiar about each. */
export const requests: Readonly<Record<string, Readonly<Record<string, Sent>>>> = {
  variables,
  'names of operations': names,
  bodies,
  methods,
  'media types of the answer': answerTypes,
  'media types of the request': requestTypes,
  documents,
  '@skip and @include': skipping,
  limits,
  'names of GraphQL itself': introspection,
};
