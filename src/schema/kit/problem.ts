import { InvalidInput, NotFound, OutcomeUnknown, Refused, type FieldProblem, type Problem } from '../../problem.ts';
import { builder } from './builder.ts';
import { RefusalReason } from './refusal-reason.ts';

export const Provider = builder.enumType('Provider', {
  description: 'Who is behind an object or a problem.',
  values: {
    FONDO: { description: 'Swedish fund investing.' },
    PAYEX: { description: 'Nordic credit accounts.' },
    AARTHIK: { description: 'Indian loan journeys.' },
    GATEWAY: { description: 'This API itself: the call never reached a provider.' },
  } as const,
});

const ProblemInterface = builder.interfaceRef<Problem>('Problem').implement({
  description: 'Something that went differently than asked for, and that the caller can act on.',
  fields: (t) => ({
    message: t.exposeString('message', { nullable: false, description: 'What happened, in English, for developers.' }),
    code: t.exposeString('code', {
      nullable: false,
      description: 'The kind of problem, stable: `NOT_FOUND`, `INVALID_INPUT`, `REFUSED`, `OUTCOME_UNKNOWN`.',
    }),
    provider: t.expose('provider', { type: Provider, nullable: false, description: 'Who said so.' }),
    correlationId: t.exposeString('correlationId', { description: 'Quote this to support.' }),
  }),
});

const FieldProblemType = builder.objectRef<FieldProblem>('FieldProblem').implement({
  description: 'One fault of an input.',
  fields: (t) => ({
    path: t.exposeString('path', { nullable: false, description: "Where, in the caller's own names: `input.amount`." }),
    message: t.exposeString('message', { nullable: false, description: 'What was expected.' }),
  }),
});

builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'What the input refers to does not exist, or is not open to this caller: the two look the same.',
  interfaces: [ProblemInterface],
});

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'The input breaks a rule. Nothing was done.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    fields: t.field({
      type: [FieldProblemType],
      nullable: false,
      description: 'Every fault that was found.',
      resolve: ({ fields }) => fields,
    }),
  }),
});

builder.objectType(Refused, {
  name: 'Refused',
  description: 'The provider understood and said no, for a reason of its business.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    reason: t.field({
      type: RefusalReason,
      nullable: false,
      description: 'Why.',
      resolve: ({ reason }) => RefusalReason.read(reason) ?? 'UNKNOWN',
    }),
    path: t.exposeString('path', {
      description: "The part of the input that stands in the way, in the caller's own names: `input.instrument`.",
    }),
  }),
});

builder.objectType(OutcomeUnknown, {
  name: 'OutcomeUnknown',
  description:
    'The answer of the provider was lost and the act could not be found again: it may or may not have happened. Look before repeating it.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    references: t.stringList({
      nullable: { list: false, items: false },
      description: 'The references (`clientRef`) that were sent with it, given or made up: look for these.',
      resolve: ({ references }) => [...references],
    }),
  }),
});

/** What a mutation may answer besides success. Anything else is a fault and goes to the top-level `errors`. */
export const expected = { types: [NotFound, InvalidInput, Refused, OutcomeUnknown] };
