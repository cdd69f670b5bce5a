import type { Credentials } from '@financial-gateway/client';

/** The demo client of the sandbox. */
const DEMO_CLIENT = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';

/** Whose portfolio is shown: with a gateway of your own, the client for which the person who is signed in may act. */
export const client: string = import.meta.env['VITE_CLIENT'] ?? DEMO_CLIENT;

/**
 * Headers that prove who calls, asked for at each request and each connection, so that an expired token is renewed here and
 * nowhere else. The sandbox asks nobody: with a gateway of your own, return `{ authorization: 'Bearer …' }`.
 */
export const credentials: Credentials = () => ({});
