import { $, act, ask, button, element, say, useToken } from './ask.js';
import { KINDS, toneOf } from './kinds.js';
import { showTestData, showWorlds, startPanels } from './panels.js';
import { speak, statusText, t } from './words.js';

const SHOWN = 6;
const REFRESH_MS = 2_000;
let last = '';
const expanded = new Set();

const badge = (status) => element('span', { className: `badge ${toneOf(status)}` }, statusText(status));

function item(list, kind, one) {
  const path = `/${kind.path ?? list}/${encodeURIComponent(one.id)}`;
  const text = kind.text(one);
  const acts = kind
    .acts(one)
    .map(({ label, path: target, body }, index) =>
      button(label, `${one.id} ${label}`, `${label}, ${text}`, 'POST', target, body, index === 0),
    );
  const statuses = kind.statuses(one).filter((status) => status !== one.status);
  const link = kind.link?.(one);
  return element(
    'li',
    {},
    element('div', { className: 'head' }, element('span', { className: 'text' }, text), badge(one.status)),
    element('p', { className: 'more' }, kind.more(one)),
    element('p', { className: 'id' }, one.id),
    element(
      'p',
      { className: 'buttons' },
      ...acts,
      statuses.length > 0 ? select(one, text, path, statuses) : undefined,
      link ? element('a', { href: link, target: '_blank', rel: 'noreferrer' }, t('Page of the person')) : undefined,
    ),
  );
}

function select(one, text, path, statuses) {
  const made = element(
    'select',
    {},
    element('option', { value: '' }, t('Put into…')),
    ...statuses.map((status) => element('option', { value: status }, statusText(status))),
  );
  made.setAttribute('aria-label', t('Put into another status: {text}', { text }));
  made.dataset.key = `${one.id} status`;
  const go = () => {
    const { value: status } = made;
    if (status)
      act(made, t('{text} is {status}', { text, status: statusText(status) }), () => ask('POST', path, { status }));
  };
  made.addEventListener('change', go);
  return made;
}

function section(list, kind, state) {
  const all = state[list];
  const shown = expanded.has(list) ? all : all.slice(0, SHOWN);
  const rest = state.total[list] - shown.length;
  const more = element(
    'button',
    { type: 'button' },
    t('Show {n} more', { n: Math.min(rest, all.length - shown.length) }),
  );
  more.dataset.key = `more ${list}`;
  more.addEventListener('click', () => {
    expanded.add(list);
    draw(JSON.parse(last));
  });
  return element(
    'section',
    { className: 'list' },
    element('h2', {}, `${t(kind.title)} (${state.total[list]})`),
    all.length === 0 ? element('p', { className: 'more' }, t('None yet.')) : undefined,
    element('ul', {}, ...shown.map((one) => item(list, kind, one))),
    all.length > shown.length ? element('p', { className: 'buttons' }, more) : undefined,
  );
}

function provider(name, state, faults) {
  const own = faults.filter((fault) => fault.provider === name);
  const key = `provider ${name}`;
  return element(
    'li',
    {},
    element('strong', {}, name),
    badge(!state.up ? 'DOWN' : own.length > 0 ? own.map(({ kind }) => kind).join(' ') : 'UP'),
    ...own.map(({ id, kind }) =>
      button(
        t('End {kind}', { kind }),
        `${key} end ${kind}`,
        t('{name} is as ever', { name }),
        'DELETE',
        `/faults/${id}`,
      ),
    ),
    ...(own.length > 0
      ? []
      : [
          button(t('Slow for a minute'), `${key} slow`, t('{name} is slow', { name }), 'POST', '/faults', {
            provider: name,
            kind: 'SLOW',
            delayMs: 3_000,
            for: 'PT1M',
          }),
          button(t('Down for a minute'), `${key} down`, t('{name} is down', { name }), 'POST', '/faults', {
            provider: name,
            kind: 'DOWN',
            for: 'PT1M',
          }),
        ]),
  );
}

function clockButtons({ frozen }) {
  const step = (label, advance) => button(label, advance, label, 'POST', '/clock', { advance }, advance === 'P1D');
  const [word, what] = frozen ? [t('Let it run'), t('the time runs')] : [t('Freeze'), t('the time stands still')];
  return [
    step(t('10 s on'), 'PT10S'),
    step(t('An hour on'), 'PT1H'),
    step(t('A day on'), 'P1D'),
    button(word, 'freeze', what, 'POST', '/clock', { frozen: !frozen }),
    button(t('Reset everything'), 'reset', t('everything is as at the start'), 'POST', '/reset', {}),
  ];
}

function showTime({ now }) {
  const time = $('now');
  time.dateTime = now;
  time.textContent = now.replace('T', ' ').slice(0, 19);
}

/** Draws everything anew, and puts the focus back where it was. */
function draw(state) {
  const key = document.activeElement?.dataset?.key;
  showTime(state.clock);
  $('running').textContent = state.clock.frozen ? t('frozen') : t('runs at {speed}×', { speed: state.clock.speed });
  $('clock-buttons').replaceChildren(...clockButtons(state.clock));
  const there = Object.entries(state.providers).filter(([, one]) => one);
  $('providers').replaceChildren(...there.map(([name, one]) => provider(name, one, state.faults)));
  $('lists').replaceChildren(...Object.entries(KINDS).map(([list, kind]) => section(list, kind, state)));
  if (key) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** Whether a person is choosing something: what they look at must not be taken away. */
const isChoosing = () => document.activeElement?.tagName === 'SELECT';

async function refresh() {
  try {
    const state = await ask('GET', '');
    const seen = JSON.stringify({ ...state, clock: { ...state.clock, now: '' }, worlds: undefined });
    showTime(state.clock);
    await showWorlds();
    if (seen === refresh.seen) return;
    refresh.seen = seen;
    last = JSON.stringify(state);
    draw(state);
  } catch (error) {
    say(error.message, true);
  }
}

async function start() {
  await refresh();
  if ($('token').hidden) await showTestData();
}

$('token').addEventListener('submit', (event) => {
  event.preventDefault();
  useToken($('token-value').value);
  say('');
  start().catch((error) => say(error.message, true));
});
document.addEventListener('acted', refresh);
setInterval(() => document.hidden || isChoosing() || refresh(), REFRESH_MS);
speak();
startPanels();
start().catch((error) => say(error.message, true));
