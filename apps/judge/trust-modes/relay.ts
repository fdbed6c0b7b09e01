import { strictRelay } from '#core/access/dialects/relay'
import { fixedKeys } from '#core/keys/key-set'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { TrustSettings } from '../../service/verifiers/trust.ts'
import { judgeDialect } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge } from '../judgement.ts'

/** The endpoint that is asked for: that of B, as in the scenario of the relay. */
const ASKED_ENDPOINT = 'serviceb'

/** As our relay lets in whoever asks for the endpoint of B. */
export const createRelayJudge = ({ leewaySeconds }: Pick<TrustSettings, 'leewaySeconds'>): Judge => ({
  id: 'relay',
  title: JUDGE_TITLES.relay,
  configuration: ['issuer: ISSUER', 'audience: AUDIENCE', 'key: KEY', `endpoint: ${ASKED_ENDPOINT}`].join('\n'),
  judge(question) {
    const { expected, keys, now } = question
    const dialect = strictRelay({
      trust: { algorithms: ALL_ALGORITHMS, keys: () => fixedKeys(keys.keys) },
      ...expected,
      realm: 'relay',
      leewaySeconds,
      endpoints: { of: () => ASKED_ENDPOINT, right: 'endpoints' },
      now: () => now,
    })
    return judgeDialect('relay', dialect, question)
  },
})
