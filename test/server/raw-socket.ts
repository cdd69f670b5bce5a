import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Kit } from '../kit/gateway.ts';

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: any; // what the test asked for
}

/** A raw client of graphql-transport-ws, that has sent nothing yet: `send`, everything that came, and how it was closed. */
export async function openRaw(kit: Kit) {
  const socket = new WebSocket(`${kit.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const came: Message[] = [];
  socket.on('message', (data) => came.push(JSON.parse((data as Buffer).toString()) as Message));
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  return { socket, came, send: (message: unknown) => socket.send(JSON.stringify(message)), closed };
}
