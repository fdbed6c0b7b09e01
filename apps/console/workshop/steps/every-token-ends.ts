import { playOnStage } from '../bench-moves.ts'
import { BY_KEY_SET, isRefusedBy, lookedAtBy, tickByPlay } from '../plays-seen.ts'
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
    'On the page "Control" choose Service B under "Whom to tell", and let time pass for it: two hours.',
    'Then play scenario 5 on the stage: A and the factory live in the present, and B in two hours. Press "Reset the clock" for Service B when you have seen it.',
  ],
  code: {
    file: 'core/token/claim-rules.ts',
    find: 'if (now >= exp + leewaySeconds) throw',
    instead: 'if (now < 0) throw',
  },
  check: ({ plays }) =>
    tickByPlay(plays, (play) => {
      if (play.caller !== 'servicea' || play.scenario !== BY_KEY_SET || isOtherToken(play.query)) return undefined
      if (!isRefusedBy(play, 'serviceb', 'expiry', 'expired')) return undefined
      const { iat, exp } = lookedAtBy(play, 'serviceb').find(({ isBelieved }) => !isBelieved)?.claims ?? {}
      if (typeof iat !== 'number' || typeof exp !== 'number' || exp <= iat) return undefined
      return 'Service B refused a token as expired that the factory had just signed for A: the clock of B is ahead.'
    }),
  async solution(ask) {
    await ask('/api/control/clock', { to: ['serviceb'], change: { advance: '2h' } }, 'PUT')
    await playOnStage(ask, 5)
    await ask('/api/control/reset', { to: ['serviceb'] })
  },
}

/** Whether the play was asked for a token that is not as the factory makes it. */
function isOtherToken(query: string): boolean {
  const asked = new URLSearchParams(query)
  return asked.has('expired') || asked.has('token')
}
