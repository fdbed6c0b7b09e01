import { isAgainst, isRefusedAs, resultAlone, runInLab } from '../runs-seen.ts'
import type { CaseResult } from '../../../probe/probe-report.ts'
import type { WorkshopStep } from '../step.ts'

const AT_GATEWAY = 'plugin-gateway'
/** Of the answer of B. */
const SAYS_EXPIRED = ['reason', 'expired'] as const

export const oneCaseTwoDoors: WorkshopStep = {
  id: 'one-case-two-doors',
  track: 'security',
  title: 'One bad token, two doors',
  task: 'Run the family "time", or a case of it, against the gateway with the plugins of Kong. Read what it believes, choose a case of the class MUST that a service should refuse as expired, and show that Service B, scenario 7, does: run that case alone there.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'Who checks the signature is not always who checks the date. The JWT plugin of Kong looks at `exp` where `claims_to_verify` names it, and by itself at no date at all. In July 2022 Flyte, which runs workflows, had to tell the same of itself: with an external provider of identities it went on to believe tokens that had ended, as long as somebody sent them. Ask each door by itself what it checks.',
  source: { text: 'CVE-2022-31145', url: 'https://nvd.nist.gov/vuln/detail/CVE-2022-31145' },
  hints: [
    'The gateway is in the list of targets, under "Gateway and relays". What it believes stands in the findings of the run.',
    'Of the cases about `exp` the gateway believes nearly all. A token that has an end, and is past it, is refused as expired; one whose end is missing or no number is refused for something else.',
    'Run "It expired an hour ago" with the others at the gateway. Then choose Service B, scenario 7, and press "Run" beside this case.',
  ],
  code: {
    file: 'core/access/dialects/kong/plugin.ts',
    find: 'run: (e) => rules.kongDates(e.claims, config.claimsToVerify, e.seconds),',
    instead: "run: (e) => rules.kongDates(e.claims, ['exp'], e.seconds),",
  },
  check({ runs }) {
    const believed = runs
      .filter((run) => isAgainst(run, AT_GATEWAY))
      .flatMap(({ results }) => results.filter((each) => each.verdict === 'believed' && isWrongTime(each)))
    for (const { id, title } of believed)
      if (runs.some((run) => isRefusedAlone(run, id)))
        return { sentence: `"${title}": the gateway believes it, and Service B refuses it as expired.` }
    return undefined
  },
  async solution(ask) {
    await runInLab(ask, 'exp-past', AT_GATEWAY)
    await runInLab(ask, 'exp-past')
  },
}

const isWrongTime = (result: CaseResult) => result.class === 'MUST' && result.family === 'time'

function isRefusedAlone(run: Parameters<typeof resultAlone>[0], id: string): boolean {
  const result = resultAlone(run, id)
  return result !== undefined && isRefusedAs(result, { says: SAYS_EXPIRED })
}
