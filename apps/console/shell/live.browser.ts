import { render } from 'preact'
import { letCopy } from '#core/page/browser/copy.browser'
import { html } from '#core/page/html'
import { timeOn } from '#core/page/time-text'
import type { ConsoleState, HouseNow } from './console-state.ts'
import { stopDisabledButtons } from './disabled-buttons.browser.ts'
import { TopBar } from './top-bar.view.ts'
import { whyLost } from './why-lost.browser.ts'
import { watchForWork } from './work-on-page.browser.ts'
import { followWorkshop } from './workshop-told.browser.ts'
import type { WorkshopTold } from '../workshop/workshop-state.ts'

/** A page of the console in the browser. */
export interface LivePage<PageState> {
  state: PageState
  house(): HouseNow
  /** The time of the sandbox: of the first process that tells it. Milliseconds since 1970. */
  now(): number | undefined
  /** Asks the console. @throws Error with what a person should know */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  /** It holds something of a person that stands nowhere else: it is not loaded again where that can be. */
  holdsWork(): void
}

/** What the console tells of itself and of the processes. */
type HouseTold = HouseNow & { pageToken: string }

/** How often the clock at the top is drawn. Milliseconds. */
const TICK = 1000

/** A console that does not give the stream is asked for it again. Milliseconds. */
const ASK_AGAIN = 5000

/**
 * Begins a page: the bar at the top follows the sandbox from now on, while the page is seen. A browser has six connections for all
 * of its pages of one origin (HTTP/1.1): with as many streams of pages that nobody sees, none could ask for anything.
 * @param onHouse something has changed in the sandbox, or may have: nobody has listened for a while
 * @param onEvent what else the console tells, by name
 */
export function startPage<PageState>(
  onHouse: () => void,
  onEvent: Readonly<Record<string, (data: never) => void>> = {},
): LivePage<PageState> {
  const { house: first, workshop: firstSteps, pageToken: firstToken, path, page } = readState<PageState>()
  let house = first
  let pageToken = firstToken
  let toldAt = performance.now()
  let isLost = false
  let lostWords: string | undefined
  const top = document.querySelector('#top')
  const now = () => {
    const clock = house.processes.find((process) => process.clock)?.clock
    return clock && timeOn(clock, performance.now() - toldAt)
  }
  const drawTop = () => {
    if (!top || document.hidden) return
    const later = performance.now() - toldAt
    const bar = { house, workshop: workshop.told(), note: workshop.note(), path, later, isLost, lostWords }
    render(html`<${TopBar} ...${bar} />`, top)
  }
  const workshop = followWorkshop(firstSteps, path === '/workshop', drawTop)

  const work = watchForWork(({ pageToken: another, ...told }: HouseTold) => {
    pageToken = another
    onHouseTold({ ...told, pageToken })
  })
  const onHouseTold = (data: HouseTold) => {
    if (data.pageToken !== pageToken) return void work.startedAgain(data)
    house = { processes: data.processes }
    toldAt = performance.now()
    isLost = false
    lostWords = undefined
    drawTop()
    onHouse()
  }
  const onWorkshopTold = (told: WorkshopTold) => {
    workshop.onTold(told)
    onEvent['workshop']?.(told as never) // as the page takes it
  }
  listenWhileSeen({ ...onEvent, house: onHouseTold, workshop: onWorkshopTold }, () => {
    isLost = true
    drawTop()
    void whyLost().then((words) => {
      if (!isLost) return
      lostWords = words
      drawTop()
    })
  })
  setInterval(drawTop, TICK)
  letCopy()
  stopDisabledButtons()
  const { holdsWork } = work
  return {
    state: page,
    house: () => house,
    now,
    ask: (method, at, body) => ask(pageToken, method, at, body),
    holdsWork,
  }
}

/** @param onEvent what is told, by name. @param onLost the console does not answer */
function listenWhileSeen(onEvent: Readonly<Record<string, (data: never) => void>>, onLost: () => void): void {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function listen(): void {
    clearTimeout(timer)
    events?.close()
    if (document.hidden) return
    const stream = new EventSource('/api/events')
    events = stream
    for (const [name, listener] of Object.entries(onEvent))
      stream.addEventListener(name, ({ data }) => listener(JSON.parse(String(data)) as never)) // as the console sends it
    stream.addEventListener('error', () => {
      onLost()
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(listen, ASK_AGAIN) // what is written here stays
    })
  }

  document.addEventListener('visibilitychange', listen)
  listen()
}

const readState = <PageState>(): ConsoleState<PageState> =>
  JSON.parse(document.querySelector('#state')?.textContent ?? '') as ConsoleState<PageState> // written by shell.ts

/** Where the token of the control plane is kept until the tab is closed, when this is another machine. */
const TOKEN = 'control-token'

async function ask<Answer>(pageToken: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = new Headers({ 'x-page-token': pageToken })
  const token = sessionStorage.getItem(TOKEN)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const answer = await fetch(path, init).catch(() => {
    throw new Error('The console does not answer. Is it running?')
  })
  const said: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return said as Answer // as the console answers
  if (answer.status === 401 && takeToken()) return ask(pageToken, method, path, body)
  const { detail } = Object(said) as { detail?: string }
  throw new Error(detail ?? `The console answered ${answer.status}.`)
}

/** From another machine, changes need CONTROL_TOKEN: the person is asked for it once. */
function takeToken(): boolean {
  sessionStorage.removeItem(TOKEN)
  const given = prompt('Changes from another machine need the CONTROL_TOKEN of the sandbox:')
  if (!given) return false
  sessionStorage.setItem(TOKEN, given.trim())
  return true
}
