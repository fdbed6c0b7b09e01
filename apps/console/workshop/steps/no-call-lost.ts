import { playOnStage, showToken, tokenForB } from '../bench-moves.ts'
import { BY_KEY_SET, isOtherToken, lookedAtBy, sentToB, shortClaim } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const noCallLost: WorkshopStep = {
  id: 'no-call-lost',
  track: 'workshop',
  title: 'Another key, and no call is lost',
  task: 'On the bench show B, scenario 5, a token of A. Play scenario 5 when another key of the ring servicea signs, and show the same token again: B must believe all three.',
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
    const shown = new Map<string, string>() // tokens that B has believed from the bench: the mark of each, and its key
    const outlived = new Map<string, string>() // those for which A has come with another key since, and that key
    for (const play of plays.filter(({ scenario }) => scenario === BY_KEY_SET)) {
      const [looked] = lookedAtBy(play, 'serviceb')
      const kid = looked?.header['kid']
      if (play.outcome.outcome !== 'good' || !looked?.isBelieved || typeof kid !== 'string') {
        for (const each of [shown, outlived]) each.clear() // a call was lost: it begins anew
        continue
      }
      const mark = sentToB(play) && play.signatureMark
      const fresh = outlived.get(mark ?? '')
      if (fresh !== undefined) return { sentence: sentenceOfKeys(kid, fresh), traceId: play.traceId }
      if (mark !== undefined) shown.set(mark, kid)
      if (play.caller === 'servicea' && !isOtherToken(play))
        for (const [old, of] of shown) if (of !== kid) outlived.set(old, kid)
    }
    return undefined
  },
  async solution(ask) {
    const old = await tokenForB(ask)
    await showToken(ask, old)
    for (const act of ['prepare', 'rotate']) await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act })
    await playOnStage(ask, BY_KEY_SET)
    await showToken(ask, old)
  },
}

const sentenceOfKeys = (old: string, fresh: string) =>
  `Service B believed the new key ${shortClaim(fresh).slice(0, 8)}…, and goes on to believe tokens of ${shortClaim(old).slice(0, 8)}…: no call was lost.`
