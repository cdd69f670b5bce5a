import { readdirSync, readFileSync } from 'node:fs';
import { escapeHtml } from './html.ts';

/** A task of a newcomer: one document with the operations that it takes, in their order. */
export interface Task {
  readonly title: string;
  /** What the task does, from the comment at the top of its document. */
  readonly about: string;
  readonly document: string;
  /** Names of its operations. */
  readonly operations: readonly string[];
}

/** An address, as the value of an attribute, that opens GraphiQL with this document. */
export const inGraphiql = (query: string): string =>
  escapeHtml(`/graphql?${new URLSearchParams({ query }).toString()}`);

const FOLDER = new URL('../../../docs/operations/', import.meta.url);

/**
 * The tabs of GraphiQL and the tasks of the landing page, in order: the documents `task-…` of `docs/operations`, which
 * the tests run. The first line of a document is its title, the comment below it says what it does.
 */
export const tasks = (): readonly Task[] => documents((file) => file.startsWith('task-'));

/** In this order; any other subject comes after them. */
const SUBJECTS = ['Funds', 'Credit', 'Loans', 'Any process'] as const;

/**
 * The other documents of `docs/operations`, which the pages of the documentation explain, by their subject. That stands
 * before the colon of a title, with a number where the documents are steps: `Credit 2: apply`.
 */
export function operationsBySubject(): ReadonlyMap<string, readonly Task[]> {
  const found = new Map<string, Task[]>(SUBJECTS.map((subject) => [subject, []]));
  for (const task of documents((file) => !file.startsWith('task-'))) {
    const [, subject = 'Other', step, name = task.title] = /^(.+?)(?: (\d+))?: (.+)$/.exec(task.title) ?? [];
    const title = `${step === undefined ? '' : `${step}. `}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    found.set(subject, [...(found.get(subject) ?? []), { ...task, title }]);
  }
  return found;
}

const documents = (isWanted: (file: string) => boolean): readonly Task[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql') && isWanted(file))
    .sort()
    .map((file) => toTask(readFileSync(new URL(file, FOLDER), 'utf8')));

function toTask(document: string): Task {
  const comments = /^(?:#.*\n)+/.exec(document)?.[0] ?? '';
  const [title = '', ...about] = comments.split('\n').map((line) => line.replace(/^# ?/, ''));
  return {
    title: title.replace(/\.$/, ''),
    about: about.join(' ').trim(),
    document,
    operations: [...document.matchAll(/^(?:query|mutation|subscription) (\w+)/gm)].map(([, name = '']) => name),
  };
}
