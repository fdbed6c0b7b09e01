import { CannotBeMade } from '#attacks'
import { createKeySetScene, type KeySetRun, type KeySetScene, type RunKey } from './key-set-scene.ts'
import { howOften } from '../counted.ts'
import { findingsOf, type KeySetScoreCard, type ScoreRow } from './score-card.ts'
import { makeOddKeys, seeForgotten, seeNewKey, seeOddKeys, seeRemoval } from './seen-keys.ts'
import {
  DOWN_FLOOD_TITLE,
  SLOW_TITLE,
  seeCoolDown,
  seeEmpty,
  seeFlood,
  seeTroubles,
  troubleTitles,
} from './seen-troubles.ts'
import { toleranceOf, toleranceRow } from './tolerance.ts'

/**
 * How the target gets and keeps the keys of its issuer. The issuer is the witness: it counts how often it is asked. Whatever happens,
 * it publishes its own key set again, and then the good token must be believed.
 * One wait takes `patienceSeconds` (90) at most, and there are eight: a target with jose's defaults takes less than five minutes.
 * What could not be seen is `not-seen`, never a guess.
 */
export async function probeKeySet(run: KeySetRun): Promise<KeySetScoreCard> {
  const { issuerSide } = run
  if (!issuerSide.publish || !issuerSide.world().issuer) return cardNotRun(issuerSide.whyNot('key-set'))
  if (!issuerSide.keySetReads) return cardNotRun('nobody can see how often the key set is read')
  const scene = createKeySetScene(run, (await issuerSide.keySetReads()).length)
  if ((await scene.askGood()) !== 'believed')
    return scoreCardOf(scene, [], 'the good token is not believed, so nothing that follows would mean anything')
  const rows: ScoreRow[] = []
  let stopped: string | undefined
  try {
    await lookAtAll(scene, (...more) => rows.push(...more))
  } catch (error) {
    if (!(error instanceof CannotBeMade)) throw error
    stopped = error.message
  } finally {
    await scene.restore()
  }
  rows.push(await seeRestored(scene))
  return scoreCardOf(scene, rows, stopped)
}

async function lookAtAll(scene: KeySetScene, add: (...rows: readonly ScoreRow[]) => void): Promise<void> {
  const { row, keys } = await seeNewKey(scene)
  add(row)
  if (row.grade === 'not-seen' || !keys) {
    add(await seeFlood(scene, 'dos-kid-flood', FLOOD_TITLE), ...UNSEEN_ROWS)
    return
  }
  const odd = makeOddKeys(scene)
  const proof = scene.keyNamed('proof')
  const more = [proof, odd.forEncryption, ...odd.doubles, keys.replacement, ...(odd.shared ? [odd.shared] : [])]
  const published = more.map(({ jwk }) => jwk)
  await scene.publishKeys(published)
  add(await seeRemoval(scene, keys))
  add(...(await seeTroubles(scene)))
  const since = await scene.publishKeys(published)
  add(await seeFlood(scene, 'dos-kid-flood', FLOOD_TITLE))
  const isTaken = await scene.isInTime(() => isBelievedEachTime(scene, proof))
  if (isTaken) add(...(await seeForgotten(scene, keys)), ...(await seeOddKeys(scene, odd)))
  else add(...UNTAKEN_ROWS)
  add(...(await seeCoolDown(scene, since)), await seeEmpty(scene))
}

/** A target of several processes has several memories. */
async function isBelievedEachTime(scene: KeySetScene, key: RunKey): Promise<boolean> {
  for (let time = 0; time < 5; time++) if ((await scene.askKey(key)) !== 'believed') return false
  return true
}

const FLOOD_TITLE = 'Flood of unknown key ids'

const unseen = (sentence: string, titles: Readonly<Record<string, string>>): readonly ScoreRow[] =>
  Object.entries(titles).map(([id, title]) => ({ id, title, grade: 'not-seen', sentence }))

const OF_THE_SET = {
  'life-retired-key': 'A key that was taken out, after a read',
  'life-same-kid-new-key': 'Another key under the same key id, after a read',
  'key-use-enc': 'A key marked for encryption',
  'key-duplicate-kid': 'Two keys with one key id',
  'keys-two-issuers': 'Two issuers with one key id',
}

const UNTAKEN_ROWS = unseen('A sound key that was published beside it was not believed in time', OF_THE_SET)

const UNSEEN_ROWS = unseen('It takes a target that believes new keys of its issuer', {
  'life-retired-key-stale-cache': 'Retirement delay',
  ...OF_THE_SET,
  ...troubleTitles(),
  'dos-jwks-down-flood': DOWN_FLOOD_TITLE,
  'keys-cool-down': 'Cool-down',
  'keys-jwks-slow': SLOW_TITLE,
  'life-jwks-empty': 'The issuer publishes an empty key set',
})

/** Half a minute of cool-down is usual: less patience would only leave the target as it is. */
const LEAST_RETURN_SECONDS = 60

/** The control: the issuer is as it was, and so is the target. */
async function seeRestored(scene: KeySetScene): Promise<ScoreRow> {
  const at = scene.now()
  const patience = Math.max(scene.patienceSeconds, LEAST_RETURN_SECONDS)
  const isBack = await scene.isInTime(async () => (await scene.askGood()) === 'believed', patience)
  const seconds = Math.round(scene.secondsSince(at))
  const row = { id: 'keys-restored', title: 'The good token, afterwards', value: seconds, unit: 's' } as const
  return isBack
    ? {
        ...row,
        grade: 'good',
        sentence: 'The issuer publishes its own keys again, and so long later they are believed',
      }
    : { ...row, grade: 'dangerous', sentence: 'The good token is still refused: a restart of the target may help' }
}

/** The numbers that a person looks for: refetch delay, cool-down, tolerance, retirement, requests. */
const MAIN_ROWS = ['keys-refetch', 'keys-cool-down', 'keys-tolerance', 'life-retired-key-stale-cache', 'keys-requests']

const mainFirst = (rows: readonly ScoreRow[]): ScoreRow[] => [
  ...MAIN_ROWS.flatMap((main) => rows.filter(({ id }) => id === main)),
  ...rows.filter(({ id }) => !MAIN_ROWS.includes(id)),
]

async function scoreCardOf(scene: KeySetScene, rows: readonly ScoreRow[], stopped?: string): Promise<KeySetScoreCard> {
  const [requests, seconds] = [scene.requests(), scene.secondsSince(scene.began)]
  const keySetReads = (await scene.readsAfter(scene.readsBefore)).length
  const made: ScoreRow = {
    id: 'keys-requests',
    title: 'Requests made',
    value: requests,
    unit: 'requests',
    grade: 'good',
    sentence: `The key set was read ${howOften(keySetReads)} meanwhile, in ${Math.round(seconds)} s; reads of others are counted too`,
  }
  const tolerance = toleranceOf(rows)
  return {
    rows: mainFirst([...rows, ...toleranceRow(tolerance), made]),
    findings: findingsOf(rows),
    tolerance,
    requests,
    keySetReads,
    seconds,
    ...(stopped !== undefined && { stopped }),
  }
}

const cardNotRun = (stopped: string): KeySetScoreCard => ({
  rows: [],
  findings: [],
  tolerance: toleranceOf([]),
  requests: 0,
  keySetReads: 0,
  seconds: 0,
  stopped,
})
