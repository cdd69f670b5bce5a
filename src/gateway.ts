import { createAuthenticator } from './auth/authenticator.ts';
import { MemoryGrants } from './auth/grants.ts';
import { loadSettings, type GatewayConfig, type GatewayOptions } from './config.ts';
import { createCallbackReceiver } from './datasources/fondo/journey-callbacks.ts';
import { connect, disconnect } from './datasources/index.ts';
import type { Steps } from './execution/steps.ts';
import { Links } from './links.ts';
import { schema } from './schema/index.ts';
import { startServer } from './server.ts';
import { closeStreams, createStreams } from './subscriptions/index.ts';

export interface Gateway extends AsyncDisposable {
  /** `http://<host>:<port>`; GraphQL is under `/graphql`. */
  readonly url: string;
  close(): Promise<void>;
}

/** What happens around every operation over HTTP, server-sent events and WebSocket, in this order. */
const STEPS: Steps = [];

/** The whole gateway: connections to the providers, streams over them, the schema over both, a server around it. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const config: GatewayConfig = { ...loadSettings({}), ...options };
  const { auth, host, sandboxed } = config;
  const authenticate = createAuthenticator({ auth, host, live: sandboxed.size < 3 });
  const connections = connect(config);
  const streams = createStreams(connections, { publicUrl: config.publicUrl, ...config.streams });
  const fondoCallbacks = createCallbackReceiver(connections.fondo.callbacks, (client, journey) =>
    streams.fondoEvents.publishHint(client, 'journey', journey),
  );
  const links = new Links({ publicUrl: config.publicUrl, secret: config.filesSecret });
  const { backOffice } = config;
  const grants = new MemoryGrants();
  const shared = { connections, streams, fondoCallbacks, links, sandboxed, backOffice, grants, authenticate };
  const server = await startServer(schema, shared, { ...config, steps: STEPS });
  links.listensOn(server.url);
  const stop = async (): Promise<void> => {
    await server.close();
    closeStreams(streams);
    await disconnect(connections);
  };
  let stopped: Promise<void> | undefined;
  const close = (): Promise<void> => (stopped ??= stop());
  return { url: server.url, close, [Symbol.asyncDispose]: close };
}
