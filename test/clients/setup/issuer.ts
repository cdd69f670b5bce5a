import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An issuer of tokens, and the settings with which a gateway trusts it. */
export interface Issuer extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** A token of somebody who may trade, which ends after so many seconds. */
  token(seconds: number): Promise<string>;
}

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      AUTH_ISSUERS: issuer,
      AUTH_JWKS_URL: `${issuer}/keys`,
      AUTH_AUDIENCE: 'gateway',
      AUTH_ALGORITHMS: 'ES256',
      AUTH_CLOCK_SKEW_S: '0',
    },
    token: (seconds) =>
      new SignJWT({ permissions: 'investing:read investing:trade', fondo_clients: '*' })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('gateway')
        .setSubject('somebody')
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(privateKey),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
