import type { KeptPlay } from '../../plays/kept-play.ts'
import { playOnStage } from '../bench-moves.ts'
import { lookedAtBy, shortClaim } from '../plays-seen.ts'
import type { Ticked, WorkshopStep } from '../step.ts'

/** In this one A gets a token of its ring for each play, and B verifies it with the key set. */
const SCENARIO = 5

export const noCallLost: WorkshopStep = {
  id: 'no-call-lost',
  track: 'workshop',
  title: 'Another key, and no call is lost',
  task: 'Play scenario 5, let another key of the ring servicea sign, and play it again: B must believe both tokens, and refuse none in between.',
  where: { page: '/keys', label: 'Keys' },
  why: 'A new key is published before it signs, and the old one stays published as long as its tokens live. On 15 March 2021 a program at Microsoft removed a signing key of Azure AD although it was marked to be kept. As soon as applications fetched the key set again, they refused every token of that key, and for hours people could not use Teams, Office and the portal of Azure.',
  source: {
    text: 'BleepingComputer, Microsoft explains the cause of the outage',
    url: 'https://www.bleepingcomputer.com/news/microsoft/microsoft-explains-the-cause-of-yesterdays-massive-service-outage/',
  },
  hints: [
    'Play scenario 5 first, so that it is known which key has signed before.',
    'On the page "Keys", at the ring servicea: prepare a key, and only then let it sign ("Rotate"). Revoke nothing.',
    'Play scenario 5, press "Prepare" and "Rotate" at servicea, and play scenario 5 again.',
  ],
  code: { file: 'core/rings/rotation.ts', find: 'if (prepared) return now >= signsUntil' },
  check({ plays }) {
    let before: string | undefined
    for (const play of plays.filter(({ scenario, caller }) => scenario === SCENARIO && caller !== 'console')) {
      const kid = believedKey(play)
      if (kid !== undefined && before !== undefined && kid !== before) return tickedBy(play, before, kid)
      before = kid // a call that was lost begins it anew
    }
    return undefined
  },
  async solution(ask) {
    await playOnStage(ask, SCENARIO)
    for (const act of ['prepare', 'rotate']) await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act })
    await playOnStage(ask, SCENARIO)
  },
}

function believedKey(play: KeptPlay): string | undefined {
  const [looked] = lookedAtBy(play, 'serviceb')
  const kid = looked?.header['kid']
  return play.outcome.outcome === 'good' && looked?.isBelieved && typeof kid === 'string' ? kid : undefined
}

const tickedBy = ({ traceId }: KeptPlay, before: string, after: string): Ticked => ({
  sentence: `First the key ${shortClaim(before).slice(0, 8)}… signed, then ${shortClaim(after).slice(0, 8)}…, and Service B believed both: no call was lost.`,
  traceId,
})
