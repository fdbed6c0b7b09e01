import { strictRelay } from '#core/access/dialects/relay'
import { strictSidecar } from '#core/access/dialects/sidecar'
import { kongStateless } from '#core/access/dialects/kong/stateless'
import { fixedKeys } from '#core/keys/key-set'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { cannotBeAsked, judgeDialect } from '../../apps/judge/judge-by.ts'
import type { Judge } from '../../apps/judge/judgement.ts'
import { createJudges } from '../../apps/judge/judges.ts'
import { keyInQuestion } from '../../apps/judge/key-in-question.ts'

/**
 * Every dialect of core/access/dialects, as the table of libraries has them: those that `npm run judge` asks, and those that answer to a
 * setting of ours and that it therefore leaves out.
 */
export const tableDialects = (): readonly Judge[] => [
  ...createJudges(),
  statelessDialect(),
  sidecarDialect(),
  relayDialect(),
]

/** With the public key of the issuer, and no black list. */
const statelessDialect = (): Judge => ({
  id: 'kong-stateless',
  title: 'a gateway that looks nothing up',
  configuration: ['dialect: kong-stateless', 'algorithm: RS256', 'public_key: KEY'].join('\n'),
  async judge(question) {
    const key = keyInQuestion(question)
    if (!key) return cannotBeAsked('kong-stateless', 'It needs a key, and there is none.')
    const dialect = kongStateless({ trust: { kind: 'public', key }, now: () => question.now })
    return judgeDialect('kong-stateless', dialect, question)
  },
})

/** A verifier with one issuer, which lets a token come again. Its leeway is none, as that of all here. */
const sidecarDialect = (): Judge => ({
  id: 'strict-sidecar',
  title: 'a verifying sidecar of ours',
  configuration: [
    'dialect: strict',
    'verifier:',
    '  audience: AUDIENCE',
    '  issuers: [ISSUER]',
    '  token_types: [JWT, at+jwt]',
    '  max_skew: 0s',
    '  nonce_storage: {type: none}',
  ].join('\n'),
  judge(question) {
    const { issuer, audience } = question.expected
    const dialect = strictSidecar({
      config: {
        dialect: 'strict',
        audience,
        audienceMatch: 'exact',
        maxSkew: 0,
        maxTtl: 86_400_000,
        algorithms: ALL_ALGORITHMS,
        tokenTypes: ['JWT', 'at+jwt'],
        requiredClaims: [],
        basicPassword: false,
        issuers: [issuer],
        nonces: { type: 'none' },
        claimsVerifiers: [],
        excludes: [],
      },
      keys: () => fixedKeys(question.keys.keys),
      now: () => question.now,
    })
    return judgeDialect('strict-sidecar', dialect, question)
  },
})

/** A port behind which a request names no endpoint. */
const relayDialect = (): Judge => ({
  id: 'strict-relay',
  title: 'a port of our relay',
  configuration: ['dialect: strict', 'auth:', '  audience: AUDIENCE', '  issuer: ISSUER'].join('\n'),
  judge(question) {
    const dialect = strictRelay({
      trust: { algorithms: ALL_ALGORITHMS, keys: () => fixedKeys(question.keys.keys) },
      ...question.expected,
      realm: 'relay',
      leewaySeconds: 0,
      now: () => question.now,
    })
    return judgeDialect('strict-relay', dialect, question)
  },
})
