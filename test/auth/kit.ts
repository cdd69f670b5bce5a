import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { AuthSettings } from '../../src/auth/authenticator.ts';
import { PERMISSIONS } from '../../src/auth/access.ts';
import type { GatewayConfig } from '../../src/config/index.ts';
import { post, startKit, type Answered, type Kit, type KitOptions } from '../kit/gateway.ts';
import { startIssuer, type SignOptions, type TestIssuer } from './issuer.ts';

/** Claims of a caller who may do everything. */
export const EVERYTHING = {
  permissions: [...PERMISSIONS],
  fondo_clients: '*',
  fondo_accounts: '*',
  fondo_owners: '*',
  payex_applications: '*',
  aarthik_borrowers: '*',
};

/** A gateway with authentication on, and the issuer that it trusts. */
export interface AuthKit extends AsyncDisposable {
  readonly kit: Kit;
  readonly issuer: TestIssuer;
  token(claims?: Record<string, unknown>, options?: SignOptions): Promise<string>;
  /** A query with a token of these claims. */
  as(claims: Record<string, unknown>, document: string, options?: SignOptions): Promise<Answered>;
  /** A socket that speaks the protocol by hand. */
  socket(): Promise<RawSocket>;
}

export async function startAuthKit(
  auth: Partial<AuthSettings> = {},
  gateway: Partial<GatewayConfig> = {},
  options: Pick<KitOptions, 'sandbox'> = {},
): Promise<AuthKit> {
  const issuer = await startIssuer();
  const kit = await startKit({
    ...options,
    gateway: {
      callbackOrigins: ['https://bank.example'],
      ...gateway,
      auth: { tokens: issuer.settings(), apiKeys: [], ...auth },
    },
  });
  const token: AuthKit['token'] = (claims = EVERYTHING, options) => issuer.sign(claims, options);
  return {
    kit,
    issuer,
    token,
    as: async (claims, document, options) =>
      post(kit.gateway.url, document, {}, { authorization: `Bearer ${await token(claims, options)}` }),
    socket: () => openSocket(kit.gateway.url),
    async [Symbol.asyncDispose]() {
      await kit[Symbol.asyncDispose]();
      await issuer[Symbol.asyncDispose]();
    },
  };
}

type Message = { readonly type: string; readonly id?: string; readonly payload?: any };

/** One WebSocket, message by message. */
export interface RawSocket {
  send(message: Message): void;
  next(): Promise<Message>;
  closed(): Promise<{ code: number; reason: string }>;
}

export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  let wake: (() => void) | undefined;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
    wake?.();
  });
  const closing = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => (resolve({ code, reason: reason.toString() }), wake?.()));
  });
  await once(socket, 'open');
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    async next() {
      while (messages.length === 0) {
        if (socket.readyState === socket.CLOSED) throw new Error('The socket was closed');
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return messages.shift() as Message;
    },
    closed: () => closing,
  };
}
