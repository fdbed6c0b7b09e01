import { CannotBeMade } from '#attacks'
import type { CaseVerdict } from '../probe-report.ts'
import { howOften } from '../counted.ts'
import type { KeySetScene, RunKey } from './key-set-scene.ts'
import type { ScoreRow } from './score-card.ts'

/** What the issuer published before anything changes: keys that the target has seen good. */
export interface SeenKeys {
  readonly removed: RunKey
  readonly replaced: RunKey
  readonly replacement: RunKey
}

const isYes = (verdict: CaseVerdict) => verdict === 'believed'

/** A new key is published and signs: how long until it is believed? */
export async function seeNewKey(scene: KeySetScene): Promise<{ row: ScoreRow; keys?: SeenKeys }> {
  scene.tell('a new key')
  const [fresh, removed, replaced] = ['fresh', 'removed', 'replaced'].map((which) => scene.keyNamed(which)) as [
    RunKey,
    RunKey,
    RunKey,
  ] // three by the list
  const mark = await scene.publishKeys([fresh, removed, replaced].map(({ jwk }) => jwk))
  const at = scene.now()
  const title = 'Refetch delay'
  const isSeen = await scene.isInTime(async () => isYes(await scene.askKey(fresh)))
  const seconds = Math.round(scene.secondsSince(at))
  const reads = (await scene.readsAfter(mark)).length
  if (!isSeen) {
    const sentence =
      reads === 0
        ? `It did not read the key set in ${seconds} s: its keys may be pinned, or read later`
        : `It read the key set ${howOften(reads)} in ${seconds} s, and did not believe the new key in it: nobody can tell why`
    return { row: { id: 'keys-refetch', title, grade: 'not-seen', sentence } }
  }
  const row: ScoreRow = {
    id: 'keys-refetch',
    title,
    value: seconds,
    unit: 's',
    grade: seconds <= 60 ? 'good' : 'worth-changing',
    sentence:
      'So long good tokens are refused after the issuer begins to sign with a key that was not published before',
  }
  const areSeen = isYes(await scene.askKey(removed)) && isYes(await scene.askKey(replaced))
  const replacement = scene.keyNamed('replacement', replaced.kid)
  return areSeen ? { row, keys: { removed, replaced, replacement } } : { row }
}

/** A key is taken out, and nothing makes the target read: how long is it believed? */
export async function seeRemoval(scene: KeySetScene, { removed }: SeenKeys): Promise<ScoreRow> {
  scene.tell('a key that was taken out')
  const at = scene.now()
  const isGone = await scene.isInTime(async () => (await scene.askKey(removed)) === 'refused')
  const seconds = Math.round(scene.secondsSince(at))
  const common = { id: 'life-retired-key-stale-cache', title: 'Retirement delay', unit: 's' } as const
  if (!isGone)
    return {
      ...common,
      value: `more than ${seconds}`,
      grade: 'not-seen',
      sentence: 'So long a key was still believed that the issuer had taken out, and nobody looked longer',
    }
  if (!isYes(await scene.askGood()))
    return {
      ...common,
      grade: 'not-seen',
      sentence: 'The good token is refused as well: it says nothing about the key',
    }
  return {
    ...common,
    value: seconds,
    grade: seconds <= 900 ? 'good' : 'worth-changing',
    sentence: 'So long a key that was stolen and taken out still opens the door',
  }
}

/** The target has read the set without them: are they forgotten? */
export async function seeForgotten(
  scene: KeySetScene,
  { removed, replaced, replacement }: SeenKeys,
): Promise<readonly ScoreRow[]> {
  const gone = await scene.askKey(removed)
  const [first, second] = [await scene.askKey(replaced), await scene.askKey(replacement)]
  return [
    {
      id: 'life-retired-key',
      title: 'A key that was taken out, after a read',
      value: gone,
      ...(gone === 'believed'
        ? { grade: 'dangerous', sentence: 'It adds keys and drops none: a key that was stolen is believed for ever' }
        : gone === 'refused'
          ? { grade: 'good', sentence: 'What is no longer published is no longer believed' }
          : { grade: 'not-seen', sentence: UNCLEAR }),
    },
    {
      id: 'life-same-kid-new-key',
      title: 'Another key under the same key id, after a read',
      value: `old ${first}, new ${second}`,
      ...judgeReplaced(first, second),
    },
  ]
}

const UNCLEAR = 'The answer was neither yes nor no'

function judgeReplaced(old: CaseVerdict, next: CaseVerdict): Pick<ScoreRow, 'grade' | 'sentence' | 'areGoodLost'> {
  if (old === 'believed') return { grade: 'dangerous', sentence: 'The key that was replaced is still believed' }
  if (old !== 'refused') return { grade: 'not-seen', sentence: UNCLEAR }
  if (next === 'believed') return { grade: 'good', sentence: 'The old key is refused and the new one believed' }
  return { grade: 'worth-changing', areGoodLost: true, sentence: 'The old key is refused, and so is the new one: good tokens are lost' } // prettier-ignore
}

/** Keys that are odd, in a set that is otherwise good. */
export interface OddKeys {
  readonly forEncryption: RunKey
  readonly doubles: readonly [RunKey, RunKey]
  /** Has the key id of a key of the second issuer, where the run has one. */
  readonly shared?: RunKey
}

export function makeOddKeys(scene: KeySetScene): OddKeys {
  const encryption = scene.keyNamed('for encryption')
  const double = scene.keyNamed('double')
  const kid = sharedKid(scene)
  return {
    forEncryption: { ...encryption, jwk: { ...encryption.jwk, use: 'enc' } },
    doubles: [double, scene.keyNamed('other double', double.kid)],
    ...(kid !== undefined && { shared: scene.keyNamed('shared', kid) }),
  }
}

function sharedKid({ world, algorithm }: KeySetScene): string | undefined {
  try {
    return world.secondIssuer?.kid(algorithm)
  } catch (error) {
    if (error instanceof CannotBeMade) return undefined
    throw error
  }
}

/** The target has read them: which of them does it believe? */
export async function seeOddKeys(scene: KeySetScene, odd: OddKeys): Promise<readonly ScoreRow[]> {
  scene.tell('odd keys')
  const enc = await scene.askKey(odd.forEncryption)
  const doubles = [await scene.askKey(odd.doubles[0]), await scene.askKey(odd.doubles[1])]
  return [
    {
      id: 'key-use-enc',
      title: 'A key marked for encryption',
      value: enc,
      ...(enc === 'believed'
        ? { grade: 'dangerous', sentence: 'Whoever has the key for encryption, often another team, can sign tokens' }
        : enc === 'refused'
          ? { grade: 'good', sentence: 'It signs nothing that is believed' }
          : { grade: 'not-seen', sentence: UNCLEAR }),
    },
    {
      id: 'key-duplicate-kid',
      title: 'Two keys with one key id',
      value: doubles.join(' and '),
      ...judgeDoubles(doubles),
    },
    await seeShared(scene, odd.shared),
  ]
}

function judgeDoubles(doubles: readonly CaseVerdict[]): Pick<ScoreRow, 'grade' | 'sentence'> {
  const count = doubles.filter(isYes).length
  if (doubles.some((each) => each !== 'believed' && each !== 'refused')) return { grade: 'not-seen', sentence: UNCLEAR }
  if (count === 1) return { grade: 'worth-changing', sentence: 'Which one is believed depends on an order that no standard promises' } // prettier-ignore
  return { grade: 'good', sentence: count === 2 ? 'Each is tried' : 'What is ambiguous is refused' }
}

async function seeShared(scene: KeySetScene, shared: RunKey | undefined): Promise<ScoreRow> {
  const row = { id: 'keys-two-issuers', title: 'Two issuers with one key id' }
  if (!shared) return { ...row, grade: 'not-seen', sentence: 'This run has no second issuer that the target trusts' }
  const own = await scene.askKey(shared)
  const others = await scene.ask({ header: { kid: shared.kid }, signedBy: 'second-issuer' })
  const value = `its own ${own}, the other's ${others}`
  if (others === 'believed') return { ...row, value, grade: 'dangerous', sentence: 'The second issuer can sign in the name of the first' } // prettier-ignore
  if (own === 'believed' && others === 'refused') return { ...row, value, grade: 'good', sentence: 'The keys of each issuer are kept apart' } // prettier-ignore
  if (own === 'refused' && others === 'refused') return { ...row, value, grade: 'worth-changing', areGoodLost: true, sentence: 'The key of one issuer hides that of the other: good tokens are lost' } // prettier-ignore
  return { ...row, value, grade: 'not-seen', sentence: UNCLEAR }
}
