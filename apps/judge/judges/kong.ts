import { KeyObject } from 'node:crypto'
import { createKongPlugins, type KongJwtPlugin } from '#core/access/kong-plugin-access'
import type { KongCredential } from '#core/access/dialects/kong/consumer'
import { manualClock } from '#core/clock'
import { publicKeyFrom } from '#core/token/gateway-algorithms'
import type { VerificationKey } from '#core/token/trust'
import { UNHEARD } from '#core/trace/look'
import { pluginEntry } from '../../gateway/config/plugin-block.ts'
import { judgeBy } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'
import { keyInQuestion } from '../key-in-question.ts'

/** The jwt plugin of Kong, as it is when nobody says anything. */
export const createKongJudge = (): Judge => kongJudge('kong', [])

/** The same where somebody has told it to look at the dates. */
export const createKongDatesJudge = (): Judge => kongJudge('kong-exp-nbf', ['exp', 'nbf'])

function kongJudge(id: 'kong' | 'kong-exp-nbf', claimsToVerify: readonly string[]): Judge {
  const plugin = jwtPluginOf(claimsToVerify)
  return {
    id,
    title: JUDGE_TITLES[id],
    configuration: [
      'plugins:',
      '  - name: jwt',
      ...(claimsToVerify.length > 0 ? ['    config:', `      claims_to_verify: [${claimsToVerify.join(', ')}]`] : []),
      'consumers:',
      `  - username: ${CALLER.username}`,
      '    jwt_secrets:',
      '      - key: ISSUER',
      '        algorithm: RS256',
      '        rsa_public_key: KEY',
    ].join('\n'),
    async judge(question) {
      const access = createKongPlugins({
        jwt: [plugin],
        ...consumersFor(question),
        clock: manualClock(question.now),
        log: UNHEARD,
      })
      const { description } = access
      return judgeBy({ judge: id, description, decide: (request, context) => access.decide(request, context, '') }, question) // prettier-ignore
    },
  }
}

/** With the defaults of its schema, which the gateway reads. */
function jwtPluginOf(claimsToVerify: readonly string[]): KongJwtPlugin {
  const { name, config } = pluginEntry.parse({ name: 'jwt', config: { claims_to_verify: claimsToVerify } })
  if (name !== 'jwt') throw new TypeError('the plugin is another one')
  return config
}

const CALLER = { id: '5f1b7b0e-8f0d-4c1f-9d3a-2b1c4d5e6f70', username: 'caller' }

const findCaller = (id: string) => (id === CALLER.id ? CALLER : undefined)

/** One consumer with one credential: Kong takes one key for an issuer. */
function consumersFor(question: Question) {
  const key = keyInQuestion(question)
  const credential = key && credentialWith(question.expected.issuer, key)
  return {
    findCredential: (name: string) => (name === credential?.key ? credential : undefined),
    findConsumer: findCaller,
    findConsumerByName: () => undefined, // nobody is anonymous
  }
}

function credentialWith(issuer: string, { algorithm: named, publicKey }: VerificationKey): KongCredential {
  const algorithm = named === 'Ed25519' ? 'EdDSA' : named // it knows no other name for it
  const pem = KeyObject.from(publicKey).export({ type: 'spki', format: 'pem' }).toString()
  return {
    id: 'c1e7a0d4-3b52-4a8e-9f6c-7d8e9fa0b1c2',
    key: issuer,
    consumerId: CALLER.id,
    algorithm,
    keyFor: () => publicKeyFrom(pem, algorithm),
  }
}
