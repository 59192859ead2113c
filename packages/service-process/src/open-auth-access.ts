import { type ApiKeyCheck, createApiKeyCheck } from '@questline/http/api-key-check';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { createRemoteKeys, type RemoteKeys } from '@questline/http/remote-keys';
import {
  type FollowedRevocations,
  followRevocations,
} from '@questline/http/revocations/follow-revocations';
import { createRemoteRevocations } from '@questline/http/revocations/remote-revocations';
import type { Logger } from '@questline/telemetry/logger';
import type { Dependency } from './dependency.ts';

interface AuthContext {
  readonly settings: {
    readonly AUTH_URL: string;
    readonly AUTH_JWKS_URL: string;
    readonly INTERNAL_TOKEN: string;
  };
  readonly logger: Logger;
  readonly stack: AsyncDisposableStack;
}

/** What a process checks its callers by, without a call to auth for a request. */
export interface AuthAccess {
  readonly keys: RemoteKeys;
  readonly revocations: FollowedRevocations;
  readonly checkKey: ApiKeyCheck;
  /** What auth must have answered once before anybody is let in. */
  readonly dependencies: readonly Dependency[];
}

/** Follows auth's public keys and revocations, and asks it about API keys that are not cached. */
export const openAuthAccess = ({ settings, logger, stack }: AuthContext): AuthAccess => {
  const { AUTH_URL: url, AUTH_JWKS_URL, INTERNAL_TOKEN: token } = settings;
  const keys = createRemoteKeys(AUTH_JWKS_URL);
  const source = createRemoteRevocations({ url, token });
  const revocations = followRevocations({ source, logger });
  stack.defer(() => revocations.stop());
  const now = () => new Date();
  const verify = createRemoteKeyVerify({ url, token });
  return {
    keys,
    revocations,
    checkKey: createApiKeyCheck({ verify, revocations, now }),
    dependencies: [
      { dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load },
      { dependency: 'auth', setting: 'AUTH_URL', check: revocations.load },
    ],
  };
};
