import { strictRelay } from '#core/access/dialects/relay'
import { strictSidecar, type StrictSidecarParts } from '#core/access/dialects/sidecar'
import { kongStateless } from '#core/access/dialects/kong/stateless'
import { fixedKeys } from '#core/keys/key-set'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { cannotBeAsked, judgeDialect } from '../../apps/judge/judge-by.ts'
import type { Judge, Question } from '../../apps/judge/judgement.ts'
import { createJudges } from '../../apps/judge/judges.ts'
import type { Dialect, DialectDescription } from '#core/access/dialect'
import { keyInQuestion } from '../../apps/judge/key-in-question.ts'

/** A dialect as the table of libraries has it. */
export interface TableDialect extends Judge {
  /** What it does, where tests/support/dialect-findings.ts and tests/docs/dialects-page.ts say nothing else. */
  readonly description?: DialectDescription
  /** Which strict one of ours it is like: what that takes, it may take, too. */
  readonly like?: 'strict-sidecar'
}

/**
 * Every dialect of core/access/dialects, as the table of libraries has them: those that `npm run judge` asks, and those that answer to a
 * setting of ours and that it therefore leaves out.
 */
export const tableDialects = (): readonly TableDialect[] => [
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
  configuration: SIDECAR_CONFIGURATION,
  judge: (question) => judgeDialect('strict-sidecar', strictSidecar(sidecarPartsFor(question)), question),
})

/** Another dialect in the place of such a verifier's own. @param title a few words */
export const likeSidecar = <E>(title: string, dialectOf: (parts: StrictSidecarParts) => Dialect<E>): TableDialect => {
  const description = dialectOf(sidecarPartsFor(UNASKED))
  const { name } = description
  return {
    id: name,
    title,
    configuration: SIDECAR_CONFIGURATION.replace('dialect: strict', `dialect: ${name}`),
    judge: (question) => judgeDialect(name, dialectOf(sidecarPartsFor(question)), question),
    description,
    like: 'strict-sidecar',
  }
}

const UNASKED = { expected: { issuer: '', audience: '' }, keys: { keys: [] }, now: 0 }

const SIDECAR_CONFIGURATION = [
  'dialect: strict',
  'verifier:',
  '  audience: AUDIENCE',
  '  issuers: [ISSUER]',
  '  token_types: [JWT, at+jwt]',
  '  max_skew: 0s',
  '  nonce_storage: {type: none}',
].join('\n')

type SidecarQuestion = Pick<Question, 'expected' | 'now'> & { keys: Pick<Question['keys'], 'keys'> }

const sidecarPartsFor = ({ expected, keys, now }: SidecarQuestion): StrictSidecarParts => ({
  config: {
    dialect: 'strict',
    audience: expected.audience,
    audienceMatch: 'exact',
    maxSkew: 0,
    maxTtl: 86_400_000,
    algorithms: ALL_ALGORITHMS,
    tokenTypes: ['JWT', 'at+jwt'],
    requiredClaims: [],
    basicPassword: false,
    issuers: [expected.issuer],
    nonces: { type: 'none' },
    claimsVerifiers: [],
    excludes: [],
  },
  keys: () => fixedKeys(keys.keys),
  now: () => now,
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
