import { isLoopback } from './loopback.ts';

/** Where a URL came from or goes to decides which schemes it may have. This file is the one place that says so. */

/**
 * Schemes that make a browser or an app run, read or show what the URL itself contains, or that belong to the system.
 * A URL with one of them is refused in both directions, whatever the field.
 */
const UNSAFE =
  /^(?:about|blob|chrome|content|data|file|filesystem|intent|jar|javascript|livescript|mocha|ms-[a-z-]+|res|resource|vbscript|view-source):/i;
/** Schemes that are known, and that open no app of a caller. */
const NO_APP = /^(?:ftp|ftps|http|https|mailto|sms|tel|ws|wss):$/;
/** User information without a name, which parsers drop. */
const EMPTY_USER = /^[^/\\?#]*:[/\\]*:?@/;

/** Longest URL, in characters. */
export const MAX_URL = 2_048;

/**
 * Whether a text is an absolute URL that may cross the gateway at all, in either direction. One with user information
 * looks like that of another host, and one of the web without its slashes is relative to a page of its scheme.
 */
export function isSafeUrl(text: string): boolean {
  if (text.length > MAX_URL || /[\s\p{Cc}]/u.test(text) || UNSAFE.test(text)) return false;
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '' || EMPTY_USER.test(text)) return false;
  return !/^https?:/.test(url.protocol) || /^https?:\/\/[^/\\]/i.test(text);
}

/** An https URL, or an http URL of a loopback address where that is permitted. */
export function isWebUrl(text: string, permitsLoopback: boolean): boolean {
  const { protocol, hostname = '' } = (isSafeUrl(text) && URL.parse(text)) || {};
  return protocol === 'https:' || (permitsLoopback && protocol === 'http:' && isLoopback(hostname));
}

/** A URL to which a browser returns after a hosted page: a web URL, or one with the scheme of an app. */
export function isReturnUrl(text: string, permitsLoopback: boolean): boolean {
  const { protocol } = (isSafeUrl(text) && URL.parse(text)) || {};
  return protocol !== undefined && (isWebUrl(text, permitsLoopback) || !NO_APP.test(protocol));
}

/**
 * A URL that a provider sent, or that is made of what it sent: https, the scheme of an app that the field names, or http
 * on a loopback address where the provider is simulated: by the sandbox, or at a loopback address of its own.
 */
export const isProviderUrl = (text: string, isSimulated: boolean, apps: readonly string[] = []): boolean =>
  isWebUrl(text, isSimulated) || (isSafeUrl(text) && apps.includes(URL.parse(text)?.protocol ?? ''));

/** What is expected of a URL to which a browser returns, for error messages. */
export const RETURN_EXPECTED = 'expected an https address, or one with the scheme of an app';

/** Whether a URL is of one of the origins. */
export const hasOrigin = (text: string, origins: readonly string[]): boolean =>
  origins.includes(URL.parse(text)?.origin ?? '');

/** Whether a URL leads to this machine. */
export const isLoopbackUrl = (text: string): boolean => isLoopback(URL.parse(text)?.hostname ?? '');
