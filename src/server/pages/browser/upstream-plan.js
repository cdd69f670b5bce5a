// The upstream plan of an operation (`extensions.upstream`) as a waterfall: one row for each call, grouped by round.
import { element } from './element.js';

/** @param plan of `src/execution/upstream-plan.ts`: `calls`, `rounds`, `requests`, `choices`; times in milliseconds */
export function upstreamPlan({ calls, rounds, requests, choices }) {
  const end = Math.max(1, ...requests.map(({ atMs, tookMs }) => atMs + tookMs));
  const rows = requests.flatMap((request, index) => {
    const row = callRow(request, end);
    return request.round === requests[index - 1]?.round ? [row] : [roundRow(request.round), row];
  });
  return element(
    'details',
    { open: innerWidth > 640, className: 'upstream-plan' },
    element('summary', {}, summary(calls, rounds, requests, end)),
    element('div', { className: 'table' }, table(rows)),
    ...choices.map((choice) => element('p', { className: 'choice' }, explain(choice))),
  );
}

function summary(calls, rounds, requests, end) {
  if (requests.length === 0) return 'Upstream plan: no call to a provider';
  const saved = requests.filter(({ how }) => how === 'joined' || how === 'cached').length;
  return `Upstream plan: ${count(calls, 'call')} in ${count(rounds, 'round')}, ${end} ms${saved > 0 ? `; ${saved} answered without a call` : ''}`;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function table(rows) {
  const headings = ['Request', 'Kind', 'Time'].map((name) => element('th', { scope: 'col' }, name));
  return element('table', {}, element('thead', {}, element('tr', {}, ...headings)), element('tbody', {}, ...rows));
}

const roundRow = (round) =>
  element('tr', { className: 'round' }, element('th', { scope: 'rowgroup', colSpan: 3 }, `Round ${round}`));

function callRow({ request, kind, how, why, atMs, tookMs }, end) {
  const bar = element('span', {
    className: `bar ${kind === 'write' ? kind : how.replace(' ', '-')}`,
    title: `from ${atMs} ms to ${atMs + tookMs} ms`,
  });
  bar.style.marginInlineStart = `${(100 * atMs) / end}%`;
  bar.style.inlineSize = `${Math.max(0.5, (100 * tookMs) / end)}%`;
  const time = element('td', {}, element('span', { className: 'lane' }, bar), element('small', {}, `${tookMs} ms`));
  return element(
    'tr',
    {},
    element('td', {}, element('code', {}, request)),
    element('td', { title: why }, kind, how === 'sent' ? '' : `, ${how}`),
    time,
  );
}

function explain({ by, list, ids, rows, callsLeft }) {
  const length = rows === undefined ? 'a list of unknown length' : `a list of ${count(rows, 'row')}`;
  return `${count(ids, 'item')} of ${list}, ${length}: read ${by === 'list' ? 'by the list' : 'one by one'} (${count(callsLeft, 'call')} could start at once).`;
}
