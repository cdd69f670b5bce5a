import { InvalidInput, NotFound, OutcomeUnknown, Refused, type FieldProblem, type Problem } from '../../problem.ts';
import { builder } from './builder.ts';
import { listSize } from './list-size.ts';
import { ownRows } from './nullability.ts';
import { RefusalReason } from './refusal-reason.ts';

export const Provider = builder.enumType('Provider', {
  description: 'The system that an object or a problem comes from.',
  values: {
    FONDO: { description: 'Swedish fund investing.' },
    PAYEX: { description: 'Nordic credit accounts.' },
    AARTHIK: { description: 'Indian loan journeys.' },
    GATEWAY: { description: 'This API itself: no provider was called.' },
  } as const,
});

const ProblemInterface = builder.interfaceRef<Problem>('Problem').implement({
  description:
    'An expected failure of a mutation, which the caller can handle. Faults (a provider that is down, a timeout, a defect) are in the top-level `errors` instead.',
  fields: (t) => ({
    message: t.exposeString('message', {
      nullable: false,
      description: 'What happened, in English, for developers; not meant for end users.',
    }),
    code: t.exposeString('code', {
      nullable: false,
      description: 'Stable, machine-readable kind: `NOT_FOUND`, `INVALID_INPUT`, `REFUSED` or `OUTCOME_UNKNOWN`.',
    }),
    provider: t.expose('provider', { type: Provider, nullable: false, description: 'The system that reported it.' }),
    correlationId: t.exposeString('correlationId', {
      description: 'Id of this request for logs and traces; null if no request was sent. Quote it to support.',
    }),
  }),
});

const FieldProblemType = builder.objectRef<FieldProblem>('FieldProblem').implement({
  description: 'A validation error of one input field.',
  fields: (t) => ({
    path: t.exposeString('path', { nullable: false, description: "Path in the caller's input: `input.amount`." }),
    message: t.exposeString('message', { nullable: false, description: 'What was expected.' }),
  }),
});

builder.objectType(NotFound, {
  name: 'NotFound',
  description:
    'The input refers to an object that does not exist, or that this caller may not access: the two cannot be told apart.',
  interfaces: [ProblemInterface],
});

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'The input is invalid. Nothing was changed.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    fields: t.field({
      type: [FieldProblemType],
      extensions: { ...listSize(3), ...ownRows },
      nullable: false,
      description: 'All validation errors that were found.',
      resolve: ({ fields }) => fields,
    }),
  }),
});

builder.objectType(Refused, {
  name: 'Refused',
  description:
    'The provider, or the gateway on its behalf, rejected the request for a business reason. Nothing was changed, unless the reason says otherwise.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    reason: t.field({
      type: RefusalReason,
      nullable: false,
      description: 'The business reason.',
      resolve: ({ reason }) => RefusalReason.read(reason),
    }),
    path: t.exposeString('path', {
      description:
        'Path of the input field that caused the rejection: `input.instrument`; null if it was no single one.',
    }),
  }),
});

builder.objectType(OutcomeUnknown, {
  name: 'OutcomeUnknown',
  description:
    'The response of the provider was lost, and the gateway could not find out whether the change was made: it may or may not have happened. Check before you send it again.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    references: t.stringList({
      nullable: { list: false, items: false },
      description:
        'The references (`clientRef`) that were sent, whether given by the caller or generated: search for these.',
      resolve: ({ references }) => [...references],
    }),
  }),
});

/** The problems that a mutation may return instead of success. Anything else is a fault, in the top-level `errors`. */
export const expected = { types: [NotFound, InvalidInput, Refused, OutcomeUnknown] };
