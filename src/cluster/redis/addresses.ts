import type { SealedAddresses } from '../cluster.ts';
import type { Node } from './node.ts';

const PLACE = 'address';
const MAX_SEALED = 2_048;

export const sealedAddresses = (node: Node): SealedAddresses => ({
  seal: (about, lifeMs) => node.seal.close(PLACE, JSON.stringify([about, Date.now() + lifeMs])).toString('base64url'),
  open(sealed) {
    // Anybody can call such an address: what does not open is no sign of trouble, and is not counted.
    const text = sealed.length > MAX_SEALED ? undefined : node.seal.open(PLACE, Buffer.from(sealed, 'base64url'));
    const [about, end] = text === undefined ? [undefined, 0] : (JSON.parse(text) as [string, number]);
    return Date.now() < end ? about : undefined;
  },
});
