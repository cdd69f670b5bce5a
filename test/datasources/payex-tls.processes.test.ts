import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { post } from '../kit/gateway.ts';

const isMissing = spawnSync('openssl', ['version']).status !== 0;
if (isMissing) console.warn('Skipped: the test of the client certificate needs openssl');

/** Self-signed certificates of a server and of a client, made for one test. */
function certificates() {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const make = (name: string): { cert: string; key: string } => {
    const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    execFileSync('openssl', ['req', ...options, ...subject, '-out', cert, '-keyout', key], { stdio: 'ignore' });
    return { cert, key };
  };
  return {
    server: make('server'),
    client: make('tenant'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

describe.skipIf(isMissing)('PayEx with mutual TLS', () => {
  test('the gateway shows its client certificate and its token', async () => {
    using files = certificates();
    const seen: unknown[] = [];
    const tls = { cert: readFileSync(files.server.cert), key: readFileSync(files.server.key) };
    const payex = createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      seen.push([subject?.CN, request.headers.authorization, request.url]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}');
    }).listen(0, '127.0.0.1');
    await once(payex, 'listening');
    const gateway = spawn(process.execPath, ['src/main.ts'], {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        AUTH: 'none',
        NODE_EXTRA_CA_CERTS: files.server.cert,
        PAYEX_URL: `https://127.0.0.1:${(payex.address() as AddressInfo).port}`,
        PAYEX_OWNER_NO: '591',
        PAYEX_TOKEN: 'reference-token',
        PAYEX_CERT: files.client.cert,
        PAYEX_KEY: readFileSync(files.client.key, 'utf8'),
      },
    });
    let printed = '';
    for await (const chunk of gateway.stdout) {
      printed += String(chunk);
      if (/http:\S+\/graphql/.test(printed)) break;
    }
    const { data } = await post(/http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '', '{ offers { title } }');
    expect(data).toEqual({ offers: [] });
    expect(seen).toEqual([['tenant', 'Bearer reference-token', '/ledger/account-onboarding/v1/591/offers']]);
    gateway.kill('SIGTERM');
    await once(gateway, 'exit');
    payex.close();
    payex.closeAllConnections();
  });
});
