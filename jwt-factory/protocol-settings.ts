import { z } from 'zod'
import { kinds, setting } from '#core/config/setting'

const assertionAudience = z.enum(['any', 'issuer'], 'is not any or issuer')
const presence = z.enum(['optional', 'required'], 'is not optional or required')

/** How strictly the OAuth routes read what clients send. */
export const protocolSettings = {
  clientAssertionAudience: setting(
    'CLIENT_ASSERTION_AUDIENCE',
    assertionAudience,
    'any',
    'Whom a client_assertion may name as aud: any (the issuer or its token endpoint, alone or among others), or issuer (it alone).',
  ),
  clientAssertionJti: setting(
    'CLIENT_ASSERTION_JTI',
    presence,
    'optional',
    'Whether a client_assertion must have a jti: optional or required. One that is there is good once, always.',
  ),
  oauthJson: setting(
    'OAUTH_JSON',
    kinds.onOff,
    'off',
    'Whether /token, /introspect and /revoke take JSON bodies, too, as no standard says: on or off.',
  ),
}
