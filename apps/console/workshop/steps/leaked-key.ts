import { playOnStage } from '../bench-moves.ts'
import { isRefusedBy, lookedAtBy, shortClaim, tickByPlay } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const leakedKey: WorkshopStep = {
  id: 'leaked-key',
  track: 'workshop',
  title: 'The key has leaked',
  task: 'Revoke a key of A whose tokens B has believed, so that B refuses one of them because of its key.',
  where: { page: '/', label: 'Stage' },
  why: 'Whoever has a signing key makes any token. Then it is not enough that another key signs: the old one must go, and everybody must hear of it. In 2023 a group called Storm-0558 read the mail of some 25 organisations with tokens that it had signed itself. It had got hold of a key of Microsoft for private accounts (how, was never quite found out), and the mail of organisations believed it, too. Until Microsoft withdrew the key, every check said yes.',
  source: {
    text: 'Microsoft, investigations for the Storm-0558 key acquisition',
    url: 'https://msrc.microsoft.com/blog/2023/09/results-of-major-technical-investigations-for-storm-0558-key-acquisition/',
  },
  hints: [
    'To rotate is not to revoke: after a rotation the tokens of the old key stay good.',
    'Scenario 6 has a variant for the emergency. Look in its trace when B hears of the revocation.',
    'On the stage choose scenario 6, switch on "emergency", and play. B believes the old token until it fetches the key set again, and then refuses it: the key was revoked.',
  ],
  code: {
    file: 'core/key-sources/remote-keys.ts',
    find: 'const isWithdrawn = () => withdrawn.has(hint.kid)',
    instead: 'const isWithdrawn = () => false',
  },
  check({ plays }) {
    const believed = new Set<unknown>()
    return tickByPlay(plays, (play) => {
      for (const { header, isBelieved } of lookedAtBy(play, 'serviceb')) {
        const { kid } = header
        if (isBelieved) believed.add(kid)
        else if (believed.has(kid) && isRefusedBy(play, 'serviceb', 'key', 'revoked-key'))
          return `Service B believed tokens of the key ${shortClaim(kid).slice(0, 8)}…, and refuses them since it was revoked.`
      }
      return undefined
    })
  },
  async solution(ask) {
    await playOnStage(ask, 6, { emergency: '1' })
  },
}
