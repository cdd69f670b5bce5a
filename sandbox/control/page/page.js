import { KINDS, toneOf } from './kinds.js';

const SHOWN = 6;
const REFRESH_MS = 2_000;
const $ = (id) => document.getElementById(id);
let token = sessionStorage.getItem('sandbox-token') ?? undefined;
let last = '';
const expanded = new Set();

/** An element with its properties and children. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== undefined && child !== ''));
  return made;
}

async function ask(method, path, body) {
  const response = await fetch(`/sandbox${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
  $('token').hidden = response.status !== 401;
  if (response.status === 204) return undefined;
  const answered = await response.json();
  if (!response.ok) throw new Error(answered.errors[0].message);
  return answered;
}

function say(text, isError = false) {
  $('message').textContent = text;
  $('message').className = isError ? 'error' : '';
}

/** Sends a request for a person: says what came of it, and shows what is there then. */
async function press(button, what, method, path, body) {
  // Not `disabled`: that would take the focus away from who presses with the keyboard.
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  try {
    await ask(method, path, body);
    say(`Done: ${what}`);
  } catch (error) {
    say(error.message, true);
  }
  button.ariaDisabled = 'false';
  await refresh();
}

/** `key` finds the button again when the page is drawn anew, so that the focus stays. */
function button(label, key, what, method, path, body, isMain = false) {
  const made = element('button', { type: 'button', className: isMain ? 'main' : '' }, label);
  made.dataset.key = key;
  made.addEventListener('click', () => press(made, what, method, path, body));
  return made;
}

const badge = (status) => element('span', { className: `badge ${toneOf(status)}` }, status);

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
      link ? element('a', { href: link, target: '_blank', rel: 'noreferrer' }, 'Page of the person') : undefined,
    ),
  );
}

function select(one, text, path, statuses) {
  const made = element(
    'select',
    {},
    element('option', { value: '' }, 'Put into…'),
    ...statuses.map((status) => element('option', { value: status }, status)),
  );
  made.setAttribute('aria-label', `Put into another status: ${text}`);
  made.dataset.key = `${one.id} status`;
  const go = () => made.value && press(made, `${text} is ${made.value}`, 'POST', path, { status: made.value });
  made.addEventListener('change', go);
  return made;
}

function section(list, kind, state) {
  const all = state[list];
  const shown = expanded.has(list) ? all : all.slice(0, SHOWN);
  const rest = state.total[list] - shown.length;
  const more = element('button', { type: 'button' }, `Show ${Math.min(rest, all.length - shown.length)} more`);
  more.dataset.key = `more ${list}`;
  more.addEventListener('click', () => {
    expanded.add(list);
    draw(JSON.parse(last));
  });
  return element(
    'section',
    { className: 'list' },
    element('h2', {}, `${kind.title} (${state.total[list]})`),
    all.length === 0 ? element('p', { className: 'more' }, 'None yet.') : undefined,
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
      button(`End ${kind}`, `${key} end ${kind}`, `${name} is as ever`, 'DELETE', `/faults/${id}`),
    ),
    ...(own.length > 0
      ? []
      : [
          button('Slow for a minute', `${key} slow`, `${name} is slow`, 'POST', '/faults', {
            provider: name,
            kind: 'SLOW',
            delayMs: 3_000,
            for: 'PT1M',
          }),
          button('Down for a minute', `${key} down`, `${name} is down`, 'POST', '/faults', {
            provider: name,
            kind: 'DOWN',
            for: 'PT1M',
          }),
        ]),
  );
}

function clockButtons({ frozen }) {
  const step = (label, advance) => button(label, label, label, 'POST', '/clock', { advance }, label === 'A day on');
  const word = frozen ? 'Let it run' : 'Freeze';
  return [
    step('10 s on', 'PT10S'),
    step('An hour on', 'PT1H'),
    step('A day on', 'P1D'),
    button(word, 'freeze', frozen ? 'the time runs' : 'the time stands still', 'POST', '/clock', { frozen: !frozen }),
    button('Reset everything', 'reset', 'everything is as at the start', 'POST', '/reset', {}),
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
  $('running').textContent = state.clock.frozen ? 'frozen' : `runs at ${state.clock.speed}×`;
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
    const seen = JSON.stringify({ ...state, clock: { ...state.clock, now: '' }, providers: { ...state.providers } });
    showTime(state.clock);
    if (seen === refresh.seen) return;
    refresh.seen = seen;
    last = JSON.stringify(state);
    draw(state);
  } catch (error) {
    say(error.message, true);
  }
}

async function showTestData() {
  const words = (name) => name.replaceAll(/(?=[A-Z])/g, ' ').toLowerCase();
  const groups = Object.entries(await ask('GET', '/test-data')).map(([name, rows]) =>
    element(
      'details',
      { open: ['persons', 'swishAmounts'].includes(name) },
      element('summary', {}, words(name)),
      element(
        'dl',
        {},
        ...rows.flatMap(({ value, description }) => [element('dt', {}, value), element('dd', {}, description)]),
      ),
    ),
  );
  $('test-data').append(...groups);
}

async function start() {
  await refresh();
  if ($('token').hidden) await showTestData();
}

$('token').addEventListener('submit', (event) => {
  event.preventDefault();
  token = $('token-value').value;
  sessionStorage.setItem('sandbox-token', token);
  say('');
  start().catch((error) => say(error.message, true));
});
setInterval(() => document.hidden || isChoosing() || refresh(), REFRESH_MS);
start().catch((error) => say(error.message, true));
