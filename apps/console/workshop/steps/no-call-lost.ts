import { playOnStage, showToken, tokenForB } from '../bench-moves.ts'
import { lookedAtBy, shortClaim } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

/** In this one the factory signs by the ring of A, and B verifies with the key set. */
const SCENARIO = 5

export const noCallLost: WorkshopStep = {
  id: 'no-call-lost',
  track: 'workshop',
  title: 'Another key, and no call is lost',
  task: 'Show B a token of A. Then let another key of the ring servicea sign, play scenario 5, and show the old token again: B must believe all three.',
  where: { page: '/keys', label: 'Keys' },
  why: 'A new key is published before it signs, and the old one stays published as long as its tokens live. On 15 March 2021 a program at Microsoft removed a signing key of Azure AD although it was marked to be kept. As soon as applications fetched the key set again, they refused every token of that key, and for hours many people could not use Teams, Office and the portal of Azure.',
  source: {
    text: 'BleepingComputer, Microsoft explains the cause of the outage',
    url: 'https://www.bleepingcomputer.com/news/microsoft/microsoft-explains-the-cause-of-yesterdays-massive-service-outage/',
  },
  hints: [
    'A token of before comes from the bench: press "A token of A for B", send it to Service B, scenario 5, and leave the page open.',
    'On the page "Keys", at the ring servicea: prepare a key, and then let it sign. "Rotate" alone does, too: B fetches the key set again when it meets a key that it does not know. Others keep a set for an hour, and for them a key is prepared first. Revoke nothing: that would end the old token.',
    'Send the token, press "Prepare" and "Rotate" at servicea, play scenario 5 on the stage, and send the old token once more.',
  ],
  code: {
    file: 'core/rings/rotation.ts',
    find: "(state === 'retired' && now < since + policy.keepAfter)",
    instead: "(state === 'retired' && now < since)",
  },
  check({ plays }) {
    let believed: string[] = []
    for (const play of plays.filter(({ scenario }) => scenario === SCENARIO)) {
      const [looked] = lookedAtBy(play, 'serviceb')
      const kid = looked?.header['kid']
      if (play.outcome.outcome !== 'good' || !looked?.isBelieved || typeof kid !== 'string') {
        believed = [] // a call was lost: it begins anew
        continue
      }
      const other = believed.find((each) => each !== kid)
      if (believed.includes(kid) && other !== undefined && believed.at(-1) !== kid)
        return { sentence: sentenceOfKeys(kid, other), traceId: play.traceId }
      believed.push(kid)
    }
    return undefined
  },
  async solution(ask) {
    const old = await tokenForB(ask)
    await showToken(ask, old)
    for (const act of ['prepare', 'rotate']) await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act })
    await playOnStage(ask, SCENARIO)
    await showToken(ask, old)
  },
}

const sentenceOfKeys = (old: string, fresh: string) =>
  `Service B believed the new key ${shortClaim(fresh).slice(0, 8)}…, and goes on to believe tokens of ${shortClaim(old).slice(0, 8)}…: no call was lost.`
