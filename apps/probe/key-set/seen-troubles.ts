import type { PublishedAnswer } from '#attacks'
import { howOften } from '../counted.ts'
import { isFlooded, mostOfOthers, READ_BY_OTHERS } from '../engine/reads-of-others.ts'
import type { CaseVerdict } from '../probe-report.ts'
import type { KeySetScene } from './key-set-scene.ts'
import type { ScoreRow } from './score-card.ts'

const FLOOD_TOKENS = 200
const FLOOD_AT_ONCE = 20
/** A target that lets unknown keys wait makes a flood long. */
const FLOOD_SECONDS = 20

interface KeySetTrouble {
  readonly id: string
  readonly title: string
  readonly answer: PublishedAnswer | 'drops'
}

/** In none of these a key set comes. */
export const KEY_SET_TROUBLES: readonly KeySetTrouble[] = [
  { id: 'keys-jwks-500', title: 'The issuer answers 500', answer: { status: 500, body: '' } },
  {
    id: 'keys-jwks-html',
    title: 'The issuer answers with a page',
    answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
  },
  {
    id: 'keys-jwks-truncated',
    title: 'The issuer sends half a key set',
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"keys":[' },
  },
  { id: 'keys-jwks-drops', title: 'The issuer drops the connection', answer: 'drops' },
  { id: 'keys-jwks-hangs', title: 'The issuer does not answer', answer: 'hangs' },
]

export const DOWN_FLOOD_TITLE = 'Flood while the key set cannot be read'
export const SLOW_TITLE = 'The issuer takes three seconds'

/** What they are called, by the ids of their rows. */
export const troubleTitles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(KEY_SET_TROUBLES.map(({ id, title }) => [id, title]))

/** As the cases of the same ids have it: then one target has one answer. */
const MOST_READS_OF: Readonly<Record<string, number>> = { 'dos-kid-flood': 1, 'dos-jwks-down-flood': 5 }

/** Tokens with random key ids, many at once: how often is the key set read? */
export async function seeFlood(scene: KeySetScene, id: string, title: string): Promise<ScoreRow> {
  scene.tell(title)
  const [at, mark] = [scene.now(), await scene.readsSoFar()]
  let sent = 0
  while (sent < FLOOD_TOKENS && scene.secondsSince(at) < FLOOD_SECONDS) {
    await Promise.all(Array.from({ length: FLOOD_AT_ONCE }, () => scene.askUnknown()))
    sent += FLOOD_AT_ONCE
  }
  const seconds = scene.secondsSince(at)
  const reads = (await scene.readsAfter(mark)).length
  const perSecond = seconds >= 1 ? `, ${(reads / seconds).toFixed(1)} in a second` : ''
  const isSpared = !isFlooded(reads, MOST_READS_OF[id] ?? 1, seconds)
  const ofOthers = isSpared ? 0 : mostOfOthers(await scene.readsInQuiet(), seconds)
  if (ofOthers > 0 && !isFlooded(reads - ofOthers, MOST_READS_OF[id] ?? 1, seconds))
    return { id, title, grade: 'not-seen', sentence: SEEN_IN_QUIET }
  return {
    id,
    title,
    value: reads,
    unit: 'reads',
    grade: isSpared ? 'good' : 'dangerous',
    sentence: `${sent} tokens with unknown key ids made it read the key set ${howOften(reads)} in ${seconds.toFixed(1)} s${perSecond}: ${isSpared ? 'the issuer is spared' : 'anybody can make the target flood its issuer'}`,
  }
}

const SEEN_IN_QUIET = `Nothing is claimed: ${READ_BY_OTHERS}`

/** The key set cannot be read: are the keys that are known still believed? And is a failure remembered? */
export async function seeTroubles(scene: KeySetScene): Promise<readonly ScoreRow[]> {
  const rows: ScoreRow[] = []
  const isReadByOthers = (await scene.readsInQuiet()) > 0
  const began = scene.now()
  for (const { id, title, answer } of KEY_SET_TROUBLES) {
    scene.tell(title)
    const mark = await scene.publish(answer)
    const left = scene.patienceSeconds - scene.secondsSince(began)
    const wasRead = await scene.provokeRead(mark, Math.max(0, left))
    const verdict = await scene.askGoodForAWhile()
    const judged = judgeTrouble(wasRead, verdict)
    rows.push({
      id,
      title,
      ...(isReadByOthers && judged.grade === 'good' ? { grade: 'not-seen', sentence: SEEN_IN_QUIET } : judged),
    })
    if (id === 'keys-jwks-500' && wasRead) rows.push(await seeFlood(scene, 'dos-jwks-down-flood', DOWN_FLOOD_TITLE))
  }
  return rows
}

function judgeTrouble(wasRead: boolean, verdict: CaseVerdict): Pick<ScoreRow, 'value' | 'grade' | 'sentence'> {
  const value = `a known key is ${verdict}`
  if (!wasRead) return { grade: 'not-seen', sentence: 'It did not read the key set meanwhile' }
  if (verdict !== 'believed' && verdict !== 'inconclusive')
    return { value, grade: 'dangerous', sentence: 'Each trouble of the issuer is an outage of the target' }
  if (verdict === 'inconclusive') return { value, grade: 'not-seen', sentence: 'The answer was neither yes nor no' }
  return { value, grade: 'good', sentence: 'As long as it was looked at, it went on with the keys that it knows' }
}

/** Milliseconds. */
const SLOW_ANSWER = 3000

/** When is the key set read again? `since` so many reads. Then its answer takes three seconds, which is looked at too. */
export async function seeCoolDown(scene: KeySetScene, since: number): Promise<readonly ScoreRow[]> {
  scene.tell('the cool-down')
  const mark = await scene.publish({ jwks: { keys: [...scene.world.keySet] } }, SLOW_ANSWER)
  const wasRead = await scene.provokeRead(mark)
  const slow = await scene.askGoodForAWhile()
  const reads = await scene.readsAfter(since)
  const gaps = reads.slice(1).map((read, index) => read - (reads[index] ?? read))
  const common = { id: 'keys-cool-down', title: 'Cool-down', unit: 's' } as const
  let row: ScoreRow =
    gaps.length === 0
      ? { ...common, grade: 'not-seen', sentence: `It did not read the key set a second time in ${scene.patienceSeconds} s` } // prettier-ignore
      : { ...common, ...judgeCoolDown(Math.min(...gaps) / 1000) }
  const isFinding = row.grade === 'worth-changing'
  if (isFinding && (await scene.readsInQuiet()) > 0) row = { ...common, grade: 'not-seen', sentence: SEEN_IN_QUIET }
  return [row, { id: 'keys-jwks-slow', title: SLOW_TITLE, ...judgeTrouble(wasRead, slow) }]
}

function judgeCoolDown(seconds: number): Pick<ScoreRow, 'value' | 'grade' | 'sentence'> {
  const value = Math.round(seconds * 10) / 10
  if (seconds < 0.9) return { value, grade: 'worth-changing', sentence: 'Two reads follow each other without a pause: unknown key ids cost the issuer a read each' } // prettier-ignore
  return { value, grade: 'good', sentence: 'So long it does not read the key set again, whatever comes' }
}

/** The issuer trusts none of its keys any more (SPIFFE Trust Domain and Bundle §4.1.3). */
export async function seeEmpty(scene: KeySetScene): Promise<ScoreRow> {
  scene.tell('an empty key set')
  const row = { id: 'life-jwks-empty', title: 'The issuer publishes an empty key set' }
  const mark = await scene.publish({ jwks: { keys: [] } })
  if (!(await scene.provokeRead(mark)))
    return { ...row, grade: 'not-seen', sentence: 'It did not read the key set meanwhile' }
  const verdict = await scene.askGoodUntilRefused()
  const value = `a key that was known is ${verdict}`
  if (verdict === 'believed') return { ...row, value, grade: 'dangerous', sentence: 'Nobody can make it forget all keys after a theft' } // prettier-ignore
  if (verdict === 'refused') return { ...row, value, grade: 'good', sentence: 'All keys were revoked, and it believes none' } // prettier-ignore
  return { ...row, value, grade: 'not-seen', sentence: 'The answer was neither yes nor no' }
}
