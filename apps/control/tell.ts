import type { Clock } from '#core/clock'
import { isGuest } from '#core/config/guest-services'
import { portsOf } from '#core/config/process-settings'
import { CONTROLLED_NAMES, isControlledName, KEY_OWNERS, type ProcessName } from '#core/config/processes'
import { newFaultId } from '#core/control/fault-id'
import { TLS } from '#core/control/fault-rules'
import { isOurAnswer } from '#core/control/our-answer'
import { ALL_REQUESTS, isFaultName, isRequestName, unknownRoute } from '#core/control/route-names'
import { errorText } from '#core/error-text'
import { askPlain, loopbackOf } from '#core/http/ask-plain'
import { shownLines, shownText } from '#core/shown-text'
import { UsageFault } from '#core/process/command-line'
import type { CommandConfig } from './config.ts'
import type { ControlOptions } from './options.ts'
import type { ControlOrder } from './order.ts'

/** What a process answered, where it did as it was told. */
export interface Reply {
  name: ProcessName
  /** JSON, read; a text where it is none. */
  body: unknown
}

/** The same, with the answer of that route. */
export type Said<Body> = Body & { name: ProcessName }

/** One that did not do it, and why. */
export interface Refusal {
  name: ProcessName
  why: string
  kind: 'refuses' | 'does not know' | 'not running' | 'unreachable'
}

export interface Told {
  replies: Reply[]
  refusals: Refusal[]
}

/** An advance of a year takes a while; everything else is done at once. Milliseconds. */
const CONTROL_PATIENCE = 60_000

/**
 * Tells the processes what they are to do, all at once, and waits until it holds.
 * @throws UsageFault for a route that none of them has, or a fault id that means two different faults
 */
export async function tell({ order, only }: ControlOptions, config: CommandConfig, clock: Clock): Promise<Told> {
  const ask = asker(config, clock)
  const names = only ?? namesFor(order.to).filter((name) => !isGuest(config, name))
  const asked = await whoIsMeant(order, names, ask)
  if (asked.meant.length === 0) return asked.told
  const told = await askAll(asked.meant, sameForAll(order, clock), ask)
  return { replies: told.replies, refusals: [...asked.told.refusals, ...told.refusals] }
}

function namesFor(to: ControlOrder['to']): readonly ProcessName[] {
  if (to === 'factory') return ['jwt-factory']
  if (to === 'neighbours') return [to]
  if (to === 'owners') return KEY_OWNERS.filter(isControlledName)
  return to === 'signer' ? ['servicea'] : CONTROLLED_NAMES
}

/** A clock is moved for one moment in all of them, and a fault has one id. */
function sameForAll(order: ControlOrder, clock: Clock): ControlOrder {
  const { body } = order
  if (order.movesClock) return { ...order, body: { ...body, at: Math.round(clock.now()) } }
  return order.setsFault ? { ...order, body: { id: newFaultId(), ...body } } : order
}

type Ask = (name: ProcessName, order: Pick<ControlOrder, 'method' | 'path' | 'body'>) => Promise<Reply | Refusal>

const STATE = { method: 'GET', path: '' } as const

/** Some orders are for those processes alone that know what they are about: all are asked first. */
async function whoIsMeant(order: ControlOrder, names: readonly ProcessName[], ask: Ask) {
  const { to, movesClock, faultId } = order
  if (typeof to !== 'object' && !movesClock && faultId === undefined)
    return { meant: names, told: { replies: [], refusals: [] } }
  const told = await askAll(names, STATE, ask)
  if (told.replies.length === 0) return { meant: [], told }
  if (typeof to === 'object' || faultId !== undefined) {
    const { meant, unknown } =
      typeof to === 'object' ? havingRoute(to, order, told.replies) : havingFault(faultId ?? '', told.replies)
    if (meant.length > 0) return { meant, told }
    if (told.refusals.length === 0) throw new UsageFault(unknown)
    return { meant, told: { replies: [], refusals: [...told.refusals, ...told.replies.map(refusing(unknown))] } }
  }
  const fixed = told.replies.flatMap(({ name, body }) => {
    const why: unknown = Object(Object(body).clock).fixed
    return typeof why === 'string' ? [refusing(`${why} No clock was moved.`)({ name })] : []
  })
  if (fixed.length > 0) return { meant: [], told: { replies: [], refusals: fixed } }
  return { meant: told.replies.map(({ name }) => name), told }
}

const refusing =
  (why: string) =>
  ({ name }: Pick<Reply, 'name'>): Refusal => ({ name, why, kind: 'refuses' })

/** Those that are meant; and what is to be said where none is. */
interface Meant {
  meant: ProcessName[]
  unknown: string
}

function havingRoute(
  { route, narrowed }: Exclude<ControlOrder['to'], string>,
  { shows }: ControlOrder,
  replies: readonly Reply[],
): Meant {
  const isAboutRequests = shows === 'requests' // a certificate is shown before there is one
  const isName = isAboutRequests ? isRequestName : isFaultName
  const routesOf = ({ body }: Reply): string[] =>
    listIn(body, 'on')
      .map(String)
      .filter((name) => !(isAboutRequests && name === TLS))
  const all = replies.filter((reply) => isName(route, routesOf(reply)))
  const few = all.filter((reply) => narrowed === undefined || routesOf(reply).includes(narrowed))
  const having = few.length > 0 ? few : all // where nobody has it, each says why not
  const known = [...new Set(replies.flatMap(routesOf))]
  const { detail } = unknownRoute(route, known, isAboutRequests ? ALL_REQUESTS : undefined)
  return { meant: having.map(({ name }) => name), unknown: detail }
}

/** A process that is told alone gives ids of its own: one of those may be another fault elsewhere. */
function havingFault(id: string, replies: readonly Reply[]): Meant {
  const having = replies.flatMap(({ name, body }) => {
    const fault = listIn(body, 'faults').find((one) => Object(one).id === id)
    return fault === undefined
      ? []
      : [{ name, fault: JSON.stringify({ ...Object(fault), seen: 0, applied: 0, sentence: '' }) }]
  })
  const names = having.map(({ name }) => name)
  if (new Set(having.map(({ fault }) => fault)).size > 1)
    throw new UsageFault(`${id} is another fault in each of ${names.join(', ')}: say with --process which is meant.`)
  return { meant: names, unknown: `There is no fault "${id.slice(0, 40)}": fault list says which there are.` }
}

function listIn(body: unknown, member: string): unknown[] {
  const list: unknown = Object(body)[member]
  return Array.isArray(list) ? list : []
}

async function askAll(names: readonly ProcessName[], order: Parameters<Ask>[1], ask: Ask): Promise<Told> {
  const answers = await Promise.all(names.map((name) => ask(name, order)))
  return {
    replies: answers.filter((answer) => 'body' in answer),
    refusals: answers.filter((answer) => 'why' in answer),
  }
}

function asker(config: CommandConfig, clock: Clock): Ask {
  const { plain } = portsOf(config)
  const at = { host: loopbackOf(config.host), token: config.controlToken, patience: CONTROL_PATIENCE }
  return async (name, { method, path, body }) => {
    if (isGuest(config, name)) return refusing('It is your own service, and has no control plane.')({ name })
    try {
      const question = { ...at, port: plain[name], method, path: `/control${path}`, body }
      const { status, text } = await askPlain(question, clock)
      const answer =
        (path === '/mint' || path === '/sign') && status === 200 ? shownLines(text.trim()).join('\n') : jsonIn(text)
      const { detail } = Object(answer)
      if (status >= 300 && typeof detail === 'string')
        return { name, why: detail, kind: status === 400 || status === 404 ? 'does not know' : 'refuses' }
      if (status < 300 && isOurs(answer) && isOurAnswer({ ...question, status, body: answer }))
        return { name, body: answer }
      return refusing(`No process of the sandbox answers at localhost:${question.port}.`)({ name })
    } catch (error) {
      const isFree = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
      return { name, why: `${errorText(error)}.`, kind: isFree ? 'not running' : 'unreachable' }
    }
  }
}

/** Whatever else may listen at the port says something else. */
const isOurs = (answer: unknown): boolean =>
  typeof answer === 'string' ||
  ['set', 'faults', 'requests', 'client', 'removed', 'rings', 'clients', 'services', 'service', 'mesh'].some(
    (name) => name in Object(answer),
  )

/** All of it may be shown to the person at the terminal. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value) => (typeof value === 'string' ? shownText(value) : value))
  } catch {
    return undefined
  }
}
