import { playOnStage } from '../bench-moves.ts'
import { isOtherToken, isRefusedBy, lookedAtBy, shortClaim, tickByPlay } from '../plays-seen.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import { markOfSignature } from '../../plays/signature-mark.ts'
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
    const believed = new Set<string>()
    return tickByPlay(plays, (play) => {
      for (const { kid, known, isBelieved } of tokensOfA(play)) {
        if (isBelieved) for (const each of known) believed.add(each)
        else if (known.some((each) => believed.has(each)) && isOfRevokedKey(play, kid))
          return `Service B believed a token of the key ${shortClaim(kid).slice(0, 8)}…, and refuses it since the key was revoked.`
      }
      return undefined
    })
  },
  nearly({ plays }) {
    const last = plays.at(-1)
    if (!last || !isRefusedBy(last, 'serviceb', 'key', 'revoked-key')) return undefined
    return tokensOfA(last).some(({ kid, isBelieved }) => !isBelieved && isOfRevokedKey(last, kid))
      ? 'Nearly: the key was revoked, and B has not believed this very token before.'
      : 'Nearly: B does not find the key any more, and nobody has revoked it.'
  },
  async solution(ask) {
    await playOnStage(ask, 6, { emergency: '1' })
  },
}

interface TokenOfA {
  readonly kid: unknown
  /** By what it is known again: from the bench by its signature, in a play of A by its id and key, and by both where it was held. */
  readonly known: readonly string[]
  readonly isBelieved: boolean
}

/** What B looked at, from the bench or from A as the factory made it. */
function tokensOfA(play: KeptPlay): TokenOfA[] {
  const { caller, signatureMark, tokens } = play
  return lookedAtBy(play, 'serviceb').flatMap(({ header: { kid }, claims: { jti }, isBelieved }) => {
    if (caller === 'console') return signatureMark === undefined ? [] : [{ kid, known: [signatureMark], isBelieved }]
    if (caller !== 'servicea' || isOtherToken(play) || typeof jti !== 'string') return []
    const held = tokens.filter(({ tokenId }) => tokenId === jti).map(({ token }) => markOfSignature(token))
    return [{ kid, known: [JSON.stringify([kid, jti]), ...held], isBelieved }]
  })
}

/** Whether B refused it because of its key, and the factory says that it has revoked that one. */
const isOfRevokedKey = (play: KeptPlay, kid: unknown): boolean =>
  isRefusedBy(play, 'serviceb', 'key', 'revoked-key') && play.revokedKeys?.some((each) => each === kid) === true
