import { manualClock } from '#core/clock'
import { UNHEARD } from '#core/trace/look'
import { createPeopleVerifier, peopleTrust } from '../../service/verifiers/people-verifier.ts'
import type { TrustSettings } from '../../service/verifiers/trust.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge } from '../judgement.ts'
import { judgeAsService } from './as-service.ts'

/** What a claim must say is another matter for each service: this one asks for none. */
const WHOEVER = { needs: { all: [] }, reading: 'parts' } as const

/** As a service lets in people whose tokens it believes. */
export const createPeopleJudge = (config: Pick<TrustSettings, 'issuerUrl' | 'leewaySeconds'>): Judge => ({
  id: 'people',
  title: JUDGE_TITLES.people,
  configuration: ['issuer: ISSUER', 'audience: AUDIENCE', 'keys: KEY, published for people'].join('\n'),
  judge(question) {
    const { expected, keys, now } = question
    const clock = manualClock(now) // it stands still: that moment is asked about
    const verifier = createPeopleVerifier({
      trust: { ...peopleTrust('serviceb', config.issuerUrl, config.leewaySeconds), ...expected },
      factory: { fetchPersonKeys: async () => keys.jwks },
      clock,
      machine: clock,
      log: UNHEARD,
    })
    return judgeAsService(
      {
        judge: 'people',
        verify: (token, context) => verifier.strict(token, WHOEVER, context),
        checksOf: (_verdict, told) => told.filter(({ check }) => check !== 'requirement'),
      },
      question,
    )
  },
})
