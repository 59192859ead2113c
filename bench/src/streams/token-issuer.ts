import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as newId } from 'uuid';

export interface TokenIssuer extends AsyncDisposable {
  /** Where its public key is found, for `AUTH_JWKS_URL`. */
  readonly jwksUrl: string;
  /** An access token of a user who needs no account. */
  sign(userId: string, claims?: { superuser: boolean }): Promise<string>;
}

const keyId = 'bench';

/**
 * Stands in for the auth service where ten thousand users are needed: to sign each of them up and in
 * would be a benchmark of its own.
 */
export const startTokenIssuer = async (): Promise<TokenIssuer> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: keyId, alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    sign: (userId, claims = { superuser: false }) =>
      new SignJWT({ sid: newId(), ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setSubject(userId)
        .setJti(newId())
        .setIssuer('questline/auth')
        .setAudience('questline')
        .setExpirationTime('1h')
        .sign(privateKey),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
