// The upstream plan of an operation (`extensions.upstream`) as a waterfall: one row for each call, grouped by round.
import { element } from './element.js';

/** @param plan of `src/execution/upstream-plan.ts`: `calls`, `rounds`, `reads`, `choices`; times in milliseconds */
export function upstreamPlan({ calls, rounds, reads, choices }) {
  const end = Math.max(1, ...reads.map(({ atMs, tookMs }) => atMs + tookMs));
  const rows = reads.flatMap((read, index) => {
    const row = callRow(read, end);
    return read.round === reads[index - 1]?.round ? [row] : [roundRow(read.round), row];
  });
  return element(
    'details',
    { open: innerWidth > 640, className: 'upstream-plan' },
    element('summary', {}, summary(calls, rounds, reads, end)),
    element('div', { className: 'table' }, table(rows)),
    ...choices.map((choice) => element('p', { className: 'choice' }, explain(choice))),
  );
}

function summary(calls, rounds, reads, end) {
  if (reads.length === 0) return 'Upstream plan: no call to a provider';
  const saved = reads.length - calls;
  return `Upstream plan: ${count(calls, 'call')} in ${count(rounds, 'round')}, ${end} ms${saved > 0 ? `; ${saved} answered without a call` : ''}`;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function table(rows) {
  const headings = ['Call', 'Answered by', 'Time'].map((name) => element('th', { scope: 'col' }, name));
  return element('table', {}, element('thead', {}, element('tr', {}, ...headings)), element('tbody', {}, ...rows));
}

const roundRow = (round) =>
  element('tr', { className: 'round' }, element('th', { scope: 'rowgroup', colSpan: 3 }, `Round ${round}`));

function callRow({ read, how, why, atMs, tookMs }, end) {
  const bar = element('span', { className: `bar ${how}`, title: `from ${atMs} ms to ${atMs + tookMs} ms` });
  bar.style.marginInlineStart = `${(100 * atMs) / end}%`;
  bar.style.inlineSize = `${Math.max(0.5, (100 * tookMs) / end)}%`;
  const time = element('td', {}, element('span', { className: 'lane' }, bar), element('small', {}, `${tookMs} ms`));
  return element('tr', {}, element('td', {}, element('code', {}, read)), element('td', { title: why }, how), time);
}

function explain({ by, list, ids, rows, callsLeft }) {
  const length = rows === undefined ? 'a list of unknown length' : `a list of ${count(rows, 'row')}`;
  return `${count(ids, 'item')} of ${list}, ${length}: read ${by === 'list' ? 'by the list' : 'one by one'} (${count(callsLeft, 'call')} could start at once).`;
}
