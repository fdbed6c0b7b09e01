import type { TrustMode } from '#scenarios'
import type { TokenFacts } from '../token-faults.ts'
import { asMember, harsh, type Harshness, type HarshTable } from './harsh-table.ts'

/** The verifiers of the sandbox: strict as well, each for tokens of another kind. */
export type OwnMode = TrustMode | 'people' | 'relay'

const PLAIN_TYPE = harsh('the token must be a plain one, with JWT as its typ', 'Send a plain token, as of POST /issueToken', '"typ": "JWT"') // prettier-ignore
const ACCESS_TYPE = harsh('the token must be an access token, with at+jwt as its typ', 'Send an access token, as of POST /token', '"typ": "at+jwt"') // prettier-ignore

/** @param names what must be there, without exp and iat: a token without these is good nowhere */
const requiredAmong =
  (...names: readonly string[]) =>
  ({ claims }: TokenFacts): Harshness => {
    const missing = names.filter((name) => !Object.hasOwn(claims, name))
    const many = missing.join(', ')
    return {
      why: `more claims must be there, and the token has no ${many}`,
      change: `Let the issuer write ${many}`,
      text: missing.map((name) => asMember(name, NEW_VALUES[name] ?? '…')).join(', '),
    }
  }

const NEW_VALUES: Readonly<Record<string, string>> = { jti: 'a new one each time', sub: 'servicea', client_id: 'servicea' } // prettier-ignore

const OTHER_SUBJECT = harsh('the token must speak of the caller whose keys these are, and its sub names another one', 'Write the caller as sub') // prettier-ignore
const A_DAY_AT_MOST = harsh('a token may live a day here at most, or as long as FACTORY_TOKEN_LIFETIME says, where that is more', 'Let it live shorter') // prettier-ignore

const HARSH_OF_PLAIN: HarshTable = {
  type: PLAIN_TYPE,
  subject: OTHER_SUBJECT,
  required: requiredAmong('jti'),
  lifetime: A_DAY_AT_MOST,
}
const SIGNED_BY_RING = 'Have the factory sign it, as at POST /issueToken/servicea'

/** A new way to trust does not compile until it has said why it refuses what is good. */
export const OWN_MODES_HARSH: Readonly<Record<OwnMode, HarshTable>> = {
  'ask-factory': {
    ...HARSH_OF_PLAIN,
    ring: harsh('the factory has no ring of this caller', SIGNED_BY_RING),
    key: harsh('the factory believes keys of its own rings alone, and this one is none of the caller', SIGNED_BY_RING),
  },
  'pinned-key': {
    ...HARSH_OF_PLAIN,
    lifetime: harsh(
      'the caller signs for each call, so its tokens may live 5 minutes at most, or as long as SELF_SIGNED_LIFETIME says, where that is more',
      'Let it live shorter',
    ),
  },
  'key-set': HARSH_OF_PLAIN,
  'access-token': { type: ACCESS_TYPE, required: requiredAmong('sub', 'jti', 'client_id'), lifetime: A_DAY_AT_MOST },
  introspection: {
    type: ACCESS_TYPE,
    required: requiredAmong('sub', 'jti', 'client_id'),
    lifetime: A_DAY_AT_MOST,
    key: harsh('the factory believes keys of its own issuers alone', 'Have the factory sign it, as at POST /token'),
    revocation: harsh('the factory has revoked it', 'Ask for a new one at POST /token'),
    concern: harsh('the factory tells of a token nobody but whom it is for, and the client that got it', 'Write who asks as aud'), // prettier-ignore
  },
  people: HARSH_OF_PLAIN,
  relay: {
    permission: harsh('the token must be for the endpoint serviceb, and piko.endpoints does not name it', 'Add it there', '"piko": { "endpoints": ["serviceb"] }'), // prettier-ignore
  },
}
