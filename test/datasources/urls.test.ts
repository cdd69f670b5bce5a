import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProviderUrl, isReturnUrl, isSafeUrl, isWebUrl, MAX_URL } from '../../src/datasources/kit/urls.ts';

const SCRIPTS = [
  ...['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:msgbox(1)'],
  ...['file:///etc/passwd', 'blob:https://x.example/1', 'about:blank', 'view-source:https://x.example/'],
  ...['filesystem:https://x.example/1', 'jar:https://x.example/!/', 'intent://x#Intent;end', 'content://x'],
];
/** They look like an address of the name before the `@`. */
const WITH_USER = [
  'https://bank.example@evil.example/',
  'https://a:b@evil.example/',
  'https://@evil.example/',
  'shop://a@b',
];
const NO_URLS = [
  '',
  'x',
  '/path',
  '//x.example',
  'https://',
  'java\nscript:alert(1)',
  ' https://x.example',
  'https://x y',
];

test.each([...SCRIPTS, ...WITH_USER, ...NO_URLS])('%s passes in no direction', (url) => {
  expect([isSafeUrl(url), isWebUrl(url, true), isReturnUrl(url, true), isProviderUrl(url, true)]).toEqual(
    Array(4).fill(false),
  );
});

test('a URL that is called is https, or http on a loopback address where that is permitted', () => {
  const loopback = ['http://localhost:3000/', 'http://127.0.0.1/', 'http://[::1]:80/'];
  expect(['https://shop.example/1?x=å', ...loopback].filter((url) => !isWebUrl(url, true))).toEqual([]);
  expect(loopback.filter((url) => isWebUrl(url, false))).toEqual([]);
  const refused = [
    'http://shop.example/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'ftp://x',
  ];
  expect([...refused, 'shop://done', 'bankid:///'].filter((url) => isWebUrl(url, true))).toEqual([]);
});

test('a browser may return to an app, by a scheme that is no scheme of the web or the system', () => {
  expect(
    ['shop://done', 'com.example.shop:/done', 'https://x.example'].filter((url) => !isReturnUrl(url, false)),
  ).toEqual([]);
  const refused = ['ftp://x.example', 'mailto:a@x.example', 'tel:1', 'ws://x.example', 'http://x.example'];
  expect(refused.filter((url) => isReturnUrl(url, true))).toEqual([]);
});

test('of a provider only https passes, and the scheme of an app that the field names', () => {
  expect(isProviderUrl('https://pages.example/1', false)).toBe(true);
  expect(isProviderUrl('http://127.0.0.1:1/', false)).toBe(false);
  expect(isProviderUrl('http://127.0.0.1:1/', true)).toBe(true);
  expect(isProviderUrl('bankid:///?x', false, ['bankid:'])).toBe(true);
  expect(isProviderUrl('swish://x', false, ['bankid:'])).toBe(false);
});

test('no text passes that is too long, or that no parser takes for a URL', () => {
  expect(isSafeUrl(`https://x.example/${'a'.repeat(MAX_URL)}`)).toBe(false);
  fc.assert(fc.property(fc.string(), (text) => !isSafeUrl(text) || URL.canParse(text)));
});
