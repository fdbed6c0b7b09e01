import type { Judgement } from '../../../judge/judgement.ts'
import type { WorkshopStep } from '../step.ts'

/** What is said of a claim that is not there, or is of another type. */
const ABOUT_CLAIM = new Set(['missing-claim', 'invalid-claim'])

export const manyJudges: WorkshopStep = {
  id: 'many-judges',
  track: 'security',
  title: 'One token, many judges',
  task: 'Find a token that Piko believes, and two others refuse because of its end, although it has not expired: this sandbox, and Kong that verifies exp and nbf.',
  where: { page: '/judge', label: 'Judges' },
  why: 'Two who read the same token need not read the same in it, and what one leaves to the other nobody checks. In 2022 python-jwt looked at the signature by one reading of a token, and took the claims from another: whoever had one good token could write what they liked beside it, and both readers were content.',
  source: { text: 'CVE-2022-39227', url: 'https://nvd.nist.gov/vuln/detail/CVE-2022-39227' },
  hints: [
    'The end of a token is a number of seconds. There are tokens in which it is something else, or nothing.',
    'Choose tokens by their names, press "Judge", and read the rows of Piko and of this sandbox. The check that said no stands beside each refusal.',
    'Piko asks whether `exp` is over if there is one. So take the token that "has no exp".',
  ],
  code: {
    file: 'core/access/dialects/piko/piko.ts',
    find: "if (exp !== undefined && seconds >= exp) throw pikoRefusal('expired'",
    instead: "if (exp === undefined || seconds >= exp) throw pikoRefusal('expired'",
  },
  check({ judged }) {
    const isFound = judged.some((judgements) => {
      const of = (id: string) => judgements.find(({ judge }) => judge === id)
      const [strict, kong] = [of('strict'), of('kong-exp-nbf')]
      const isAboutEnd = namesClaim(kong, '"exp"') && namesClaim(strict, '"claim":"exp"') // both name the claim
      return of('piko')?.outcome === 'believed' && isAboutEnd && [strict, kong].every(refusesClaim)
    })
    return isFound
      ? {
          sentence:
            'Piko believes this token, and two others refuse it because of its end: each asks for something else.',
        }
      : undefined
  },
  async solution(ask) {
    await ask('/control/judge', { named: 'no-exp' })
  },
}

const namesClaim = (judgement: Judgement | undefined, words: string): boolean =>
  judgement?.answer?.body.includes(words) === true

const refusesClaim = (judgement: Judgement | undefined): boolean =>
  judgement?.outcome === 'refused' && ABOUT_CLAIM.has(judgement.reason)
