import type { Algorithm } from '#core/token/algorithms'
import type { Answer, Outcome, Sender } from '../answer.ts'
import type { Hiding } from '../create-hiding.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { ControlResult } from '../probe-report.ts'
import { CannotProbe } from './cannot-probe.ts'
import { clocksApart } from './clocks-apart.ts'
import { GARBAGE, sendGood, WITHOUT_TOKEN } from './control-requests.ts'
import { answerToOther, subjectOfGood } from './find-places.ts'
import { askForged } from './forged-control.ts'
import { featuresOf } from './likeness.ts'
import { hasMarker, type Marker } from './marker.ts'
import { alsoSet, notAccepted } from './not-accepted.ts'
import { refuseChance } from './refuse-chance.ts'
import { refuseOpen, refuseUnreadable } from './refuse-open.ts'
import { areAlike, readOutcome, type Yardstick } from './read-outcome.ts'
import { subjectPlaces } from './subject-places.ts'
import { wantedScopes } from './wanted-scope.ts'

export interface ControlParts {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly target: { readonly url: string }
  readonly marker?: Marker
  /** By which algorithms good tokens were shown to it already, where it refused the first. */
  readonly tried?: readonly Algorithm[]
  readonly hiding?: Hiding
}

/**
 * Sends the good token twice, no token and garbage, before anything else.
 * @throws CannotProbe when nothing that follows would mean anything
 */
export async function beginControls(parts: ControlParts): Promise<{ yardstick: Yardstick; control: ControlResult }> {
  const { sender, target, marker } = parts
  const first = await sendGood(parts)
  const good = goodAnswer(first.outcome, parts, await clocksOf(first.outcome, parts))
  const other = marker ? undefined : await answerToOther(parts)
  const second = goodAnswer((await sendGood(parts)).outcome, parts)
  const places = marker ? undefined : subjectPlaces(subjectOfGood(parts), [good, second], other)
  const noToken = await sender.send(WITHOUT_TOKEN)
  const garbage = await sender.send(GARBAGE)
  refuseOpen(good, { noToken, garbage }, parts)
  const common = featuresOf(second)
  const yardstick: Yardstick = {
    ...(marker && { marker }),
    good,
    goodFeatures: new Set([...featuresOf(good)].filter((feature) => common.has(feature))),
    refusals: [noToken, garbage].flatMap((each) => (isRefusedControl(each, good, marker) ? [each.answer] : [])),
    ...(places && { places }),
    ...(!marker && (await askForged([good, ...(other ? [other.answer] : []), second], places, parts))),
    url: target.url,
  }
  refuseUnclear(noToken, yardstick)
  await refuseChance(noToken, garbage, yardstick, parts)
  refuseUnreadable(good, readOutcome(first.outcome, yardstick, first.request), noToken, parts)
  return { yardstick, control: controlResult('begin', first, noToken, garbage, yardstick) }
}

type Answered = Extract<Outcome, { kind: 'answered' }>

/** What is like the answer to the good token is no refusal. */
function isRefusedControl(outcome: Outcome, good: Answer, marker: Marker | undefined): outcome is Answered {
  if (outcome.kind !== 'answered' || outcome.answer.status >= 500) return false
  return marker ? !hasMarker(outcome.answer, marker) : !areAlike(outcome.answer, good)
}

/** Where the good token was refused: whether the clocks differ, as a sentence. */
async function clocksOf(outcome: Outcome, { sender, issuerSide }: ControlParts): Promise<string | undefined> {
  if (outcome.kind !== 'answered' || ![401, 403].includes(outcome.answer.status)) return undefined
  return wantedScopes(outcome.answer) ? undefined : clocksApart(outcome.answer, { sender, world: issuerSide.world() })
}

function goodAnswer(
  outcome: Outcome,
  { target: { url }, marker, issuerSide, tried, hiding }: ControlParts,
  clocks?: string,
): Answer {
  const cannot = (why: string) => new CannotProbe(`${why}${alsoSet(issuerSide.setBefore)}`)
  if (outcome.kind === 'unreachable')
    throw cannot(`Nobody answers at ${url}: ${outcome.detail}${outcome.detail.endsWith('?') ? '' : '.'}`)
  if (outcome.kind === 'hung') throw cannot(`${url} did not answer the good token in time.`)
  if (outcome.kind === 'dropped')
    throw cannot(`${url} ended the connection without a whole answer to the good token: ${outcome.detail}.`)
  const { answer } = outcome
  if (marker && !hasMarker(answer, marker))
    throw cannot(
      `${url} answered the good token with ${answer.status}, and the answer does not have what --accepted-when names.`,
    )
  if (!marker && (answer.status < 200 || answer.status >= 300))
    throw cannot(
      notAccepted(url, answer, issuerSide.world(), {
        ...(tried && { tried }),
        ...(hiding && { hiding }),
        ...(clocks !== undefined && { clocks }),
      }),
    )
  return answer
}

/** @throws CannotProbe where the answer to no token is no refusal: then nobody could tell what one is */
function refuseUnclear(noToken: Outcome, yardstick: Yardstick): void {
  const { verdict } = readOutcome(noToken, yardstick, WITHOUT_TOKEN)
  if (verdict === 'refused') return
  const { url } = yardstick
  if (noToken.kind === 'unreachable')
    throw new CannotProbe(`Nobody answered a request without a token at ${url} any more: ${noToken.detail}.`)
  if (noToken.kind === 'hung')
    throw new CannotProbe(`${url} answers the good token, and did not answer a request without a token in time.`)
  if (noToken.kind === 'dropped')
    throw new CannotProbe(
      `${url} answers the good token, and ended the connection without a whole answer to a request without a token: ${noToken.detail}.`,
    )
  const { status } = noToken.answer
  const what = `${url} answers a request without a token with ${status}`
  if (status === 429 || status === 408)
    throw new CannotProbe(`${what}: it has had enough of us. A smaller --rate may help.`)
  if (status === 503)
    throw new CannotProbe(`${what}, again and again. If it limits how often it is asked, a smaller --rate may help.`)
  if (status >= 500)
    throw new CannotProbe(
      `${what}: it breaks where it should refuse with 401, so nobody could tell its refusals from its faults. Mend that first.`,
    )
  throw new CannotProbe(
    `${what}, which looks neither like a refusal nor like its answer to the good token. Say with --accepted-when what only an accepted answer has.`,
  )
}

/** The same again, after a family and at the end; nobody throws. */
export async function repeatControls(
  parts: ControlParts,
  yardstick: Yardstick,
  at: ControlResult['at'],
): Promise<{ control: ControlResult; good: Outcome; isGoodBelieved: boolean; isOpen: boolean }> {
  const good = await sendGood(parts)
  const noToken = await parts.sender.send(WITHOUT_TOKEN)
  const garbage = await parts.sender.send(GARBAGE)
  return {
    control: controlResult(at, good, noToken, garbage, yardstick),
    good: good.outcome,
    isGoodBelieved: isGoodBelieved(good, yardstick),
    isOpen: readOutcome(noToken, yardstick, WITHOUT_TOKEN).verdict === 'believed',
  }
}

type SentGood = Awaited<ReturnType<typeof sendGood>>

const isGoodBelieved = ({ request, outcome }: SentGood, yardstick: Yardstick): boolean =>
  readOutcome(outcome, yardstick, request).verdict === 'believed'

function controlResult(
  at: ControlResult['at'],
  good: SentGood,
  noToken: Outcome,
  garbage: Outcome,
  yardstick: Yardstick,
): ControlResult {
  const isRefused = readOutcome(noToken, yardstick, WITHOUT_TOKEN).verdict === 'refused'
  return {
    at,
    good: statusIn(good.outcome),
    noToken: statusIn(noToken),
    garbage: statusIn(garbage),
    areRight: isGoodBelieved(good, yardstick) && isRefused,
  }
}

const statusIn = (outcome: Outcome) => (outcome.kind === 'answered' ? outcome.answer.status : 'none')
