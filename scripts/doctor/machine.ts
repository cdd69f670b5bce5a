import { once } from 'node:events';
import { createServer } from 'node:net';
import { fail, ok, type Finding } from './finding.ts';

const OLDEST_NODE = 24;

/** Whether this Node runs TypeScript as the gateway needs it. */
export function checkNode(version: string): Finding {
  const major = Number(version.split('.')[0]);
  return major >= OLDEST_NODE
    ? ok('Node', version)
    : fail('Node', `${version}, the gateway needs ${OLDEST_NODE} or newer`, 'run it with `npm start`, or update Node');
}

/** Whether the gateway could listen there. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return fail('port', `${host}:${port} is in use`, 'stop what listens there (a gateway that runs?), or set PORT');
    return fail(
      'port',
      `${host}:${port} cannot be listened on (${code})`,
      'set HOST to an address of this machine, and PORT',
    );
  }
  server.close();
  await once(server, 'close');
  return ok('port', `${host}:${port} is free`);
}
