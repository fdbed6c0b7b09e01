import { spanText } from '#core/page/time-text'
import { playOnStage } from '../bench-moves.ts'
import { BY_KEY_SET, isOtherToken, isRefusedBy, lookedAtBy, tickByPlay } from '../plays-seen.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import type { Evidence } from '../evidence.ts'
import type { WorkshopStep } from '../step.ts'

export const everyTokenEnds: WorkshopStep = {
  id: 'every-token-ends',
  track: 'workshop',
  title: 'Every token ends',
  task: 'Change no token: let the clock of B run ahead of that of the factory, until B refuses a token that A has just got in scenario 5.',
  where: { page: '/control', label: 'Control' },
  why: 'Nobody takes a signed token back: until `exp` it is good for whoever has it, and when that is over, a clock decides. In 2023 Wiz found a link in a public repository of researchers at Microsoft. The signed token in it opened 38 terabytes of private data. It should have ended in October 2021; then somebody signed it anew, until October 2051. How long a token lives is how long a mistake lives, and clocks that differ by more than the leeway refuse good tokens.',
  source: {
    text: 'Wiz, 38 terabytes of private data accidentally exposed',
    url: 'https://www.wiz.io/blog/38-terabytes-of-private-data-accidentally-exposed-by-microsoft-ai-researchers',
  },
  hints: [
    'A token of scenario 5 lives for an hour. It is the clock of whoever verifies that counts.',
    'On the page "Control" choose Service B at the top, and let time pass for it: two hours. That of the factory two hours back does the same.',
    'Then play scenario 5 on the stage: A and the factory live in the present, and B in two hours. Press "Reset the clock" for Service B when you have seen it.',
  ],
  code: {
    file: 'core/token/claim-rules.ts',
    find: 'if (now >= exp + leewaySeconds) throw',
    instead: 'if (now < 0) throw',
  },
  check: ({ plays }) =>
    tickByPlay(plays, (play) => {
      if (!isFreshFromA(play) || !isRefusedBy(play, 'serviceb', 'expiry', 'expired')) return undefined
      const { iat, exp } = lookedAtBy(play, 'serviceb').find(({ isBelieved }) => !isBelieved)?.claims ?? {}
      if (typeof iat !== 'number' || typeof exp !== 'number' || exp <= iat) return undefined
      return 'Service B refused a token as expired that the factory had just signed for A: the clock of B is ahead.'
    }),
  nearly: nearlyEnded,
  async solution(ask) {
    await ask('/api/control/clock', { to: ['serviceb'], change: { advance: '2h' } }, 'PUT')
    await playOnStage(ask, 5)
    await ask('/api/control/reset', { to: ['serviceb'] })
  },
}

const isFreshFromA = (play: KeptPlay) =>
  play.caller === 'servicea' && play.scenario === BY_KEY_SET && !isOtherToken(play)

/** Less than this nobody has moved. Milliseconds. */
const HARDLY_MOVED = 1000

function nearlyEnded({ plays }: Evidence): string | undefined {
  const last = plays.at(-1)
  if (last?.outcome.check === 'expiry' && !isFreshFromA(last))
    return 'Nearly: it is a token that A has just got in scenario 5 which B must refuse, without a variant.'
  if (!last || !isFreshFromA(last) || !last.outcome.isBelieved) return undefined
  const { aheadOfFactory = 0 } = last
  if (aheadOfFactory < -HARDLY_MOVED)
    return 'Nearly: the clock of B is behind that of the factory. It must be ahead of it.'
  if (aheadOfFactory < HARDLY_MOVED) return undefined
  return `Nearly: the clock of B is ${spanText(aheadOfFactory)} ahead of that of the factory, and the token lives longer than that.`
}
