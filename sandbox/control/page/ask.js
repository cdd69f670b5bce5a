/** Elements of the page, and what its buttons ask of the control. */
import { t } from './words.js';

export const $ = (id) => document.getElementById(id);
let token = sessionStorage.getItem('sandbox-token') ?? undefined;

export function useToken(given) {
  token = given;
  sessionStorage.setItem('sandbox-token', given);
}

/** An element with its properties and children. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== undefined && child !== ''));
  return made;
}

const send = (url, options) =>
  fetch(url, options).catch(() => {
    throw new Error(t('The gateway cannot be reached.'));
  });

/** The answer of the control; throws an error with its message, and with the places of a body that it named. */
export async function ask(method, path, body) {
  const response = await send(`/sandbox${path}`, {
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
  if (response.ok) return answered;
  const { message, extensions } = answered.errors[0];
  throw new Error([message, ...(extensions.issues ?? []).map(({ path, message }) => `${path}: ${message}`)].join('\n'));
}

export function say(text, isError = false) {
  $('message').textContent = text;
  $('message').className = isError ? 'error' : '';
}

/** Runs an act for a person, once at a time: says what came of it. Not `disabled`: that would take the focus away. */
export async function act(button, what, run) {
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  try {
    await run();
    say(t('Done: {what}', { what }));
  } catch (error) {
    say(error.message, true);
  }
  button.ariaDisabled = 'false';
  document.dispatchEvent(new Event('acted'));
}

/** `key` finds the button again when the page is drawn anew, so that the focus stays. */
export function button(label, key, what, method, path, body, isMain = false) {
  const made = element('button', { type: 'button', className: isMain ? 'main' : '' }, label);
  made.dataset.key = key;
  made.addEventListener('click', () => act(made, what, () => ask(method, path, body)));
  return made;
}
