import type { ASTNode, DocumentNode, Location } from 'graphql';
import { BYTES } from './heap-cache.ts';

/**
 * Makes a parsed document fit to be kept: drops its tokens, which take as much memory as all the rest. Of the location
 * of a node remains what errors show of it.
 */
export function lightened(document: DocumentNode): DocumentNode {
  visitNodes(document, (node) => {
    if (!node.loc) return;
    const { start, end, source } = node.loc;
    (node as { loc: Location }).loc = { start, end, source } as Location;
  });
  return document;
}

/** Bytes that a light document keeps alive, its text included. */
export function bytesOf(document: DocumentNode): number {
  let nodes = 0;
  visitNodes(document, () => (nodes += 1));
  return nodes * BYTES.node + 2 * (document.loc?.source.body.length ?? 0);
}

/** By the members of nodes rather than by `visit` of graphql-js, which leaves `loc` and takes ten times as long. */
export function visitNodes(root: ASTNode, see: (node: ASTNode) => void): void {
  const open: unknown[] = [root];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (Array.isArray(one)) open.push(...(one as unknown[]));
    else {
      const node = one as ASTNode;
      see(node);
      for (const name in node) {
        const member: unknown = node[name as keyof ASTNode];
        if (name !== 'loc' && typeof member === 'object' && member !== null) open.push(member);
      }
    }
  }
}
