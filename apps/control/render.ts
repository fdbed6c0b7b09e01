import { table } from '#core/process/help'
import { CONTROLLED_NAMES, type ProcessName } from '#core/config/processes'
import type { ToldRings } from '#core/control/told-rings'
import type { ControlState, ShownClock, ShownFault, ShownRequests } from '#core/control/control-plane'
import type { ToldMesh } from '#core/control/told-mesh'
import type { ToldRegistry, ToldService } from '#core/control/told-registry'
import { clocksAgree } from './clocks-agree.ts'
import type { ControlOrder } from './order.ts'
import { renderMesh } from './render-mesh.ts'
import { renderRegistry, renderServices } from './render-registry.ts'
import { renderClients, renderRings, type ListedClients } from './render-lists.ts'
import { renderRequests } from './render-requests.ts'
import { listNames } from './say-refusals.ts'
import type { Reply, Said } from './tell.ts'

/** What the person at the terminal sees of the answers: with a newline at the end; nothing, where nobody answered. */
export function renderReplies({ shows }: Pick<ControlOrder, 'shows'>, replies: readonly Reply[]): string {
  const lines = replies.length === 0 ? [] : RENDER[shows](replies)
  return lines.map((line) => `${line}\n`).join('')
}

/** The answers of our own processes: they are what their routes say. */
const RENDER: Record<ControlOrder['shows'], (replies: readonly Reply[]) => string[]> = {
  token: (replies) => replies.map(({ body }) => String(body)),
  state: (replies) => stateLines(typed<ControlState & { advanced?: Cut }>(replies)),
  clock: (replies) => clockLines(typed<ControlState & { advanced?: Cut }>(replies)),
  faults: (replies) => faultLines(typed<{ faults: ShownFault[] }>(replies)),
  removed: (replies) => removedLines(typed<{ removed: ShownFault }>(replies)),
  requests: (replies) => renderRequests(typed<ShownRequests>(replies)),
  registry: (replies) => typed<ToldRegistry>(replies).flatMap(renderRegistry),
  service: (replies) => renderServices(typed<ToldService>(replies)),
  mesh: (replies) => typed<ToldMesh>(replies).flatMap(renderMesh),
  rings: (replies) => renderRings(typed<ToldRings>(replies)),
  clients: (replies) => renderClients(typed<ListedClients>(replies)),
  client: (replies) => replies.flatMap(({ body }) => clientLine(Object(body))),
}

interface Cut {
  isCut: boolean
}

const typed = <Body>(replies: readonly Reply[]): Said<Body>[] =>
  replies.map(({ name, body }) => ({ name, ...(body as Body) })) // a process of ours says so

function stateLines(states: readonly Said<ControlState>[]): string[] {
  const others = states.flatMap(({ name, set, clock }) =>
    set.filter((sentence) => sentence !== clock.sentence).map((sentence) => ({ name, sentence })),
  )
  const moved = states.some(({ clock }) => clock.moved) ? clockRows(states) : []
  const rows = [...moved, ...bySentence(others, states.length)]
  if (rows.length === 0) rows.push([whose(states.map(({ name }) => name)), 'nothing is set'])
  return table(rows)
}

const clockLines = (states: readonly Said<ControlState & { advanced?: Cut }>[]): string[] => [
  ...table(clockRows(states)),
  ...(states.some(({ advanced }) => advanced?.isCut)
    ? [
        '  The clock has arrived, but more came due on the way than one advance does (1000 things, or 10 seconds of them):',
        '  a part of it was leapt over. Several shorter advances do each of it at its own time.',
      ]
    : []),
]

function clockRows(states: readonly Said<ControlState>[]): string[][] {
  const [first] = states
  if (first && clocksAgree(states.map(({ clock }) => clock)))
    return [[whose(states.map(({ name }) => name)), sayShownClock(first.clock)]]
  return states.map(({ name, clock }) => [name, sayShownClock(clock)])
}

const sayShownClock = ({ sentence, now }: ShownClock) => sentence ?? `the clock is that of the machine: ${now}`

function faultLines(answers: readonly Said<{ faults: ShownFault[] }>[]): string[] {
  const said = answers.flatMap(({ name, faults }) => faults.map(({ sentence }) => ({ name, sentence })))
  const rows = bySentence(said, answers.length)
  return table(rows.length > 0 ? rows : [[whose(answers.map(({ name }) => name)), 'no fault is set']])
}

/** What was taken back, and from whom. */
const removedLines = (answers: readonly Said<{ removed: ShownFault }>[]): string[] =>
  table(
    bySentence(
      answers.map(({ name, removed }) => ({ name, sentence: `taken back: ${removed.sentence}` })),
      answers.length,
    ),
  )

/** What several processes say alike stands there once. */
function bySentence(said: readonly { name: ProcessName; sentence: string }[], asked: number): string[][] {
  const groups = Map.groupBy(said, ({ sentence }) => sentence)
  return [...groups].map(([sentence, those]) => [
    those.length === asked ? whose(processNames(those)) : listNames(processNames(those)),
    sentence,
  ])
}

const processNames = (those: readonly { name: ProcessName }[]) => those.map(({ name }) => name)

const whose = (names: readonly ProcessName[]): string =>
  names.length === CONTROLLED_NAMES.length ? 'all processes' : listNames(names)

function clientLine({ client, removed }: { client?: string; removed?: string }): string[] {
  if (removed !== undefined) return [`  The client ${removed} is gone until the next reset.`]
  return [`  The client ${client} is registered until the next reset.`]
}
