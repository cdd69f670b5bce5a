import { print, type DocumentNode } from 'graphql';

const texts = new WeakMap<object, string>();

/** The text of a document, printed once. */
export function textOf(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = print(document)));
  return text;
}

/** The SHA-256 of a document of this package, in hex, under which a gateway may know it. */
export const hashOf = (document: object): string | undefined =>
  (document as { readonly __meta__?: { readonly hash?: string } }).__meta__?.hash?.replace(/^sha256:/, '');
