/**
 * What a gateway cannot save: a bare `node:http` server that reads the JSON of a POST, and writes the headers and the
 * bytes with which the gateway answers `{ __typename }`. It looks at nothing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { SECURITY_HEADERS } from '../src/limits/origin.ts';
import { answerUsage } from './control.ts';

function answer(request: IncomingMessage, response: ServerResponse): void {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (text += chunk));
  request.on('end', () => {
    const { query } = JSON.parse(text) as { query: string };
    const body = JSON.stringify({
      data: { __typename: 'Query' },
      extensions: { cost: { requested: query.length > 0 ? 1 : 0, limit: 10_000, scannedRows: 0 } },
    });
    response.writeHead(200, [
      ...SECURITY_HEADERS,
      ...['x-correlation-id', randomUUID(), 'content-type', 'application/json; charset=utf-8'],
      ...['content-length', String(Buffer.byteLength(body))],
    ]);
    response.end(body, 'latin1');
  });
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => {
  answerUsage();
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
