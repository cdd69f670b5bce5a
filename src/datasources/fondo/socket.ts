import { WebSocket } from 'ws';
import { Fault } from '../../faults.ts';
import { path } from '../kit/http/transport.ts';
import type { FondoClient } from './client.ts';
import { fondoProblem } from './problems.ts';

/** Largest event that is read, in bytes. */
const MAX_EVENT_BYTES = 1024 * 1024;
const HANDSHAKE_MS = 10_000;

export interface EventSocket {
  readonly socket: WebSocket;
  /** The bearer token that it was opened with. */
  readonly token: string;
}

/**
 * Opens the event socket of a client (operation `getWebSocket`, bearer token in the upgrade). Resolves once it is open;
 * rejects with a `Fault` otherwise (after a 401 the token counts as spent), with `NotFound` where the answer looks like
 * that of a client that is not ours: only a read of the client proves it.
 */
export async function openEventSocket(url: string, http: FondoClient, clientId: string): Promise<EventSocket> {
  const token = await http.token();
  const address = new URL(url.replace(/\/$/, '') + path`/v2/partner/client/${clientId}/subscribe`);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_EVENT_BYTES,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, token }));
    socket.on('message', () => http.forget(path`/v2/partner/client/${clientId}/`));
    socket.once('unexpected-response', (_request, response) => {
      if (response.statusCode === 401) http.rejectToken(token);
      socket.terminate();
      reject(
        fondoProblem({ status: response.statusCode ?? 500, headers: response.headers }, { path: '', use: 'upgrade' }),
      );
    });
    socket.on('error', () => reject(new Fault('PROVIDER_UNAVAILABLE', { provider: 'FONDO' })));
  });
}
