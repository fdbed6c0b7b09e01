import { KeyObject } from 'node:crypto'
import { pikoEndpoint } from '#core/access/dialects/piko/endpoint'
import { staticKeys, type PikoKeys } from '#core/access/dialects/piko/keys'
import { pikoDialect } from '#core/access/dialects/piko/piko'
import { manualClock } from '#core/clock'
import { UNHEARD } from '#core/trace/look'
import { createPikoKeySet } from '../../relay/keys/piko-key-set.ts'
import { cannotBeAsked, judgeDialect } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'
import { keyInQuestion } from '../key-in-question.ts'

/** A port of Piko for those who connect, with an audience, an issuer and the address of a key set. */
export const createPikoJudge = (): Judge =>
  pikoJudge('piko', JUDGE_TITLES.piko, ['    jwks:', '      endpoint: ISSUER/jwks'], keySetOf)

/** The same with the one key in its configuration: nobody looks at a key id then. */
export const createPikoStaticJudge = (): Judge =>
  pikoJudge('piko-static', 'Piko with a key', ['    rsa_public_key: KEY'], keyAlone)

/** @param keysOf undefined where the key is of no kind that it takes */
function pikoJudge(
  id: string,
  title: string,
  keyLines: readonly string[],
  keysOf: (question: Question) => PikoKeys | undefined,
): Judge {
  return {
    id,
    title,
    configuration: ['proxy:', '  auth:', ...keyLines, '    audience: AUDIENCE', '    issuer: ISSUER'].join('\n'),
    async judge(question) {
      const keys = keysOf(question)
      if (!keys) return cannotBeAsked(id, 'Piko takes a key of RSA or of a curve of NIST, and this one is of another kind.') // prettier-ignore
      const { audience, issuer } = question.expected
      const dialect = pikoDialect({ keys, audience, issuer, endpointOf: pikoEndpoint, now: () => question.now })
      return judgeDialect(id, dialect, question, ['x-piko-endpoint', audience])
    },
  }
}

const keySetOf = ({ keys, now }: Question): PikoKeys =>
  createPikoKeySet({
    ask: async () => ({ status: 200, body: keys.jwks, headers: {} }),
    clock: manualClock(now),
    log: UNHEARD,
    issuerName: 'the issuer',
    cacheTtl: Infinity,
  })

function keyAlone(question: Question): PikoKeys | undefined {
  const key = keyInQuestion(question)
  if (!key || key.algorithm === 'EdDSA' || key.algorithm === 'Ed25519') return undefined
  const pem = KeyObject.from(key.publicKey).export({ type: 'spki', format: 'pem' }).toString()
  return staticKeys(key.algorithm.startsWith('ES') ? { ecdsaPublicKey: pem } : { rsaPublicKey: pem })
}
