import { kidOf } from '../grants.ts'
import type { Judged } from '../../../apps/drill/foreign-clients.ts'
import { AHEAD, MOMENTS, type Ahead, type Moment } from './moments.ts'
import type { ByPlace, Panel, PanelSeat } from './panel.ts'
import { PLACE_NAMES, PLACES } from './places.ts'
import { PRESENTED, presentedBy, type Presented } from './presented.ts'

/** What one verifier made of one issuer. */
export interface Measured {
  judged: Record<Presented, Judged>
  /** How long a key must have been published before it signs, so that no token is lost. Undefined: longer than is tried. */
  needsAhead: Ahead | undefined
  /** When it believes the tokens of a key that signs as soon as it is made. */
  hearsOfKey: Moment
  /** When it refuses the tokens of a revoked key, if it is seldom asked. */
  hearsOfRevocation: Moment
  /** It does not hear of it as long as it is asked often. */
  isDeafWhenBusy: boolean
}

/** @returns what each made of its issuer, by its id */
export async function measure(panel: Panel): Promise<Map<string, Measured>> {
  const judged = await showAll(panel)
  const survivors = await rotatePrepared(panel)
  const ofKey = await rotateAtOnce(panel)
  const ofRevocation = await revoke(panel)
  const deaf = await revokeUnderLoad(
    panel,
    panel.seats.filter(({ id }) => (ofRevocation.get(id) ?? 0) > 0 && (ofRevocation.get(id) ?? 0) < BUSY_FOR),
  )
  return new Map(
    panel.seats.map(({ id }) => [
      id,
      {
        judged: Object.fromEntries(PRESENTED.map((kind) => [kind, judged[kind].get(id)])) as Measured['judged'], // all
        needsAhead: AHEAD.find((ahead) => survivors.get(ahead)?.has(id)),
        hearsOfKey: ofKey.get(id),
        hearsOfRevocation: ofRevocation.get(id),
        isDeafWhenBusy: deaf.has(id),
      },
    ]),
  )
}

async function showAll(panel: Panel): Promise<Record<Presented, ReadonlyMap<string, Judged>>> {
  await panel.openAnew()
  const shown: [Presented, ReadonlyMap<string, Judged>][] = []
  for (const kind of PRESENTED) shown.push([kind, await panel.present(await panel.tokens(presentedBy[kind]))])
  return Object.fromEntries(shown) as Record<Presented, ReadonlyMap<string, Judged>> // of all kinds
}

const grant = (panel: Panel) => panel.tokens(presentedBy.good)

/** @returns who lost nothing, by how long the key had been published */
async function rotatePrepared(panel: Panel): Promise<Map<Ahead, Set<string>>> {
  const survivors = new Map<Ahead, Set<string>>()
  for (const ahead of AHEAD) survivors.set(ahead, await rotateAhead(panel, ahead))
  return survivors
}

/** As the timer does it. @returns those who believed everything */
async function rotateAhead(panel: Panel, seconds: Ahead): Promise<Set<string>> {
  await panel.openAnew()
  const before = await grant(panel)
  const answers = [await panel.present(before)]
  await panel.each((factory) => factory.prepare())
  await panel.advance(seconds + 1)
  await panel.each((factory) => factory.rotate())
  answers.push(await panel.present(await grant(panel)), await panel.present(before))
  return new Set(panel.seats.flatMap(({ id }) => (answers.every((each) => isBelieved(each.get(id))) ? id : [])))
}

async function rotateAtOnce(panel: Panel): Promise<Map<string, Moment>> {
  await panel.openAnew()
  await panel.present(await grant(panel))
  await panel.each((factory) => factory.rotate())
  return watch(panel, await grant(panel), true)
}

async function revoke(panel: Panel): Promise<Map<string, Moment>> {
  return watch(panel, await revoked(panel), false)
}

/** @returns tokens that everybody has met, of a key that is revoked */
async function revoked(panel: Panel): Promise<ByPlace<string>> {
  await panel.openAnew()
  const tokens = await grant(panel)
  await panel.present(tokens)
  await panel.each(async (factory, issuer) => {
    const own = PLACE_NAMES.filter((name) => PLACES[name].issuer === issuer)
    for (const kid of new Set(own.map((name) => kidOf(tokens[name])))) await factory.revokeKey(kid)
  })
  return tokens
}

/** How often a busy service asks its verifier at least, and for how long it is watched. Seconds. */
const BUSY_EVERY = 20
const BUSY_FOR = 1200

/** @returns those who still believe the tokens at the end, though they refuse them when they are asked seldom */
async function revokeUnderLoad(panel: Panel, chosen: readonly PanelSeat[]): Promise<Set<string>> {
  const tokens = await revoked(panel)
  let left = chosen
  for (let passed = 0; passed < BUSY_FOR && left.length > 0; passed += BUSY_EVERY) {
    await panel.advance(BUSY_EVERY)
    const answers = await panel.present(tokens, left)
    left = left.filter(({ id }) => isBelieved(answers.get(id)))
  }
  return new Set(left.map(({ id }) => id))
}

/** @returns from which moment on each believed the token, or refused it, as it should; without those who never did */
async function watch(panel: Panel, tokens: ByPlace<string>, should: boolean): Promise<Map<string, Moment>> {
  const heard = new Map<string, Moment>()
  let left = panel.seats
  let passed = 0
  for (const moment of MOMENTS) {
    const next = moment === 0 ? 0 : moment + 1 // what lives for 60 seconds lives for all of them
    await panel.advance(next - passed)
    passed = next
    const answers = await panel.present(tokens, left)
    for (const { id } of left) if (isBelieved(answers.get(id)) === should) heard.set(id, moment)
    left = left.filter(({ id }) => !heard.has(id))
  }
  return heard
}

export const isBelieved = (judged: Judged | undefined) => judged !== undefined && 'subject' in judged
