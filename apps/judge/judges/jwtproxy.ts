import { createSidecarAccess } from '#core/access/sidecar-access'
import type { SidecarAccessConfig } from '#core/access/sidecar-config'
import type { LaxKeyAnswer } from '#core/access/sidecar-keys'
import { manualClock } from '#core/clock'
import { UNHEARD } from '#core/trace/look'
import { readLaxKey } from '../../sidecar/keys/lax-key.ts'
import { cannotBeAsked, judgeBy } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'

/** jwtproxy in front of a service, with a key server that has the keys of one issuer. Its memory of token ids is new each time. */
export const createJwtproxyJudge = (): Judge => ({
  id: 'jwtproxy',
  title: JUDGE_TITLES.jwtproxy,
  configuration: [
    'jwtproxy:',
    '  verifier_proxies:',
    '    - verifier:',
    '        audience: http://AUDIENCE',
    '        max_skew: 1m',
    '        max_ttl: 24h',
    '        key_server: {type: keyregistry, options: {registry: ISSUER}}',
    '        claims_verifiers: [{type: static, options: {iss: ISSUER}}]',
  ].join('\n'),
  async judge(question) {
    const { audience } = question.expected
    if (audience === '') return cannotBeAsked('jwtproxy', 'jwtproxy needs an audience, and there is none.')
    const config = configFor(question)
    const access = createSidecarAccess(config, {
      clock: manualClock(question.now),
      log: UNHEARD,
      findLax: async (issuer, kid) => keyOnServer(question, issuer, kid),
    })
    try {
      return await judgeBy({ judge: 'jwtproxy', ...access }, question)
    } finally {
      access.close()
    }
  },
})

/** What its file can say, and what it would say of this service. Milliseconds. */
const configFor = ({ expected: { issuer, audience } }: Question): SidecarAccessConfig => ({
  dialect: 'jwtproxy',
  audience: addressOfAudience(audience),
  audienceMatch: 'origin',
  maxSkew: 60_000,
  maxTtl: 86_400_000,
  algorithms: ['RS256'],
  tokenTypes: 'any',
  requiredClaims: [],
  basicPassword: true,
  issuers: 'any',
  nonces: { type: 'local', purgeInterval: 0 },
  claimsVerifiers: [{ iss: issuer }],
  excludes: [],
})

/** An audience is an address there: of a name it is the one of a host. */
export const addressOfAudience = (audience: string) =>
  /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?[^/?#@\s]+/i.test(audience)
    ? audience
    : `http://${encodeURIComponent(audience.toWellFormed())}`

/** Of an issuer that it does not know it has an error to tell. */
function keyOnServer({ expected, keys }: Question, issuer: string, kid: string): LaxKeyAnswer {
  if (issuer !== expected.issuer) return { kind: 'server-error', why: 'the key server has no keys of this issuer' }
  const jwk = keys.jwks.keys.find((each) => each.kid === kid)
  return jwk ? readLaxKey(JSON.stringify(jwk)) : { kind: 'no-matching-key' }
}
