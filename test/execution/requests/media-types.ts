import type { Sent } from '../twins.ts';
import { NAME, TYPENAME } from './bodies.ts';

export const accepting = (accept: string, query = TYPENAME): Sent => ({ headers: { accept }, body: { query } });

const ACCEPTED = [
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json, application/graphql-response+json',
  'application/json;q=0.1, application/graphql-response+json',
  'application/json; charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json; charset="utf-8"',
  'application/json; charset=iso-8859-1',
  'APPLICATION/JSON',
  '*/*',
  '*/*;q=0.1',
  'application/*',
  '*/json',
  'text/html',
  'text/plain',
  'text/*',
  'text/html, */*;q=0.8',
  'application/xml, application/json',
  'text/event-stream',
  'text/event-stream, application/json',
  'application/json, text/event-stream',
  'multipart/mixed',
  'multipart/mixed, application/json',
  'image/png',
  'application/graphql+json',
  'nonsense',
  '',
  ',',
];

const RESPONSE = 'application/graphql-response+json';

export const answerTypes = {
  ...Object.fromEntries(ACCEPTED.map((accept) => [accept, accepting(accept)])),
  'an error, as JSON': accepting('application/json', '{ nothing }'),
  'an error, as a GraphQL response': accepting(RESPONSE, '{ nothing }'),
  'an error, as an event': accepting('text/event-stream', '{ nothing }'),
  'a missing variable, as a GraphQL response': accepting(RESPONSE, NAME),
  'an error of one field, as a GraphQL response': accepting(RESPONSE, '{ client(id: "x") { name } __typename }'),
  'an error of all, as a GraphQL response': accepting(RESPONSE, '{ nodes(ids: ["x"]) { id } }'),
};

const SENT = [
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json; charset=iso-8859-1',
  'application/json ;charset=utf-8',
  'Application/JSON',
  'application/graphql+json',
  'application/jsonp',
  'application/xml',
  'application/json, text/plain',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'nonsense',
  '',
];

export const requestTypes: Record<string, Sent> = Object.fromEntries(
  SENT.map((type) => [type, { headers: { 'content-type': type }, body: { query: TYPENAME } }]),
);
