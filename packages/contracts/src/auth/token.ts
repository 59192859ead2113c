import { z } from 'zod';
import { problem } from '../problem.ts';
import { isStorableText } from '../storable-text.ts';

const field = z.string().max(255);

/**
 * The form of the token endpoint: the password grant and the refresh token grant of OAuth2 (RFC 6749,
 * sections 4.3 and 6). Clients need no registration; what they say of themselves is ignored.
 */
export const tokenForm = z.object({
  /** `password`, also when it is missing, or `refresh_token`. */
  grant_type: field.optional(),
  username: field.min(1).refine(isStorableText, 'holds characters that no name has').optional(),
  password: z.string().min(1).max(128).optional(),
  refresh_token: z.string().min(1).max(4_096).optional(),
  scope: field.optional(),
  client_id: field.optional(),
  client_secret: field.optional(),
});

export type TokenForm = z.infer<typeof tokenForm>;

export const accessToken = z
  .object({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    /** Seconds until the access token ends. */
    expires_in: z.number().int(),
  })
  .meta({ id: 'AccessToken' });

/** The token endpoint's answer: works once, for the next access token of the same session. */
export const accessTokenGrant = accessToken
  .extend({ refresh_token: z.string() })
  .meta({ id: 'AccessTokenGrant' });

/** A refusal of the token endpoint: RFC 6749, section 5.2, with the members of a problem document. */
export const tokenError = problem
  .extend({ error: z.string(), error_description: z.string() })
  .meta({ id: 'TokenError' });

/** Metadata of the authorization server: RFC 8414, and OpenID Connect Discovery 1.0. */
export const authorizationServer = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string(),
    jwks_uri: z.string(),
    grant_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
  })
  .meta({ id: 'AuthorizationServer' });
