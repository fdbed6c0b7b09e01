import { render } from 'preact'
import { html } from '#core/page/html'
import type { ToldRoom } from '../told-room.ts'
import type { FacilitatorActions, FacilitatorState } from './facilitator-state.ts'
import { FacilitatorView } from './facilitator.view.ts'

const main = document.querySelector('#main')
const begin = JSON.parse(document.querySelector('#state')?.textContent ?? '') as FacilitatorState // written by the room
const AWAY = 'The room does not answer. Is npm run workshop running?'
let { room } = begin
let fault: string | undefined
let isAway = false

/** Each answers with the room as it is then. */
async function tellRoom(what: string, order: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-page-token': begin.pageToken }
  const answer = await fetch(`/api/room/${what}`, { method: 'POST', headers, body: JSON.stringify(order) }).catch(() => undefined) // prettier-ignore
  const said = (await answer?.json().catch(() => undefined)) as (ToldRoom & { detail?: string }) | undefined // as the room answers
  fault = answer?.ok && said ? undefined : (said?.detail ?? AWAY)
  if (answer?.ok && said) room = said
  draw()
}

const SURE_OF = {
  sandbox: (name: string) => `Give ${name} a new sandbox? Keys, plays and clocks of the one there is are gone then.`,
  progress: (name: string) => `Take all progress of ${name} back?`,
}

const SURE_OF_UNSEEN = 'Remove all who joined a minute ago or earlier and have opened no page?'

const actions: FacilitatorActions = {
  unlock: (step, person) => void tellRoom('unlock', { step, ...(person !== undefined && { person }) }),
  reset: ({ id, name }, what) => void (confirm(SURE_OF[what](name)) && tellRoom('reset', { person: id, what })),
  remove: ({ id, name }) => void (confirm(`Remove ${name} from the room?`) && tellRoom('remove', { person: id })),
  renewCode: () => void tellRoom('code', {}),
  removeUnseen: () => void (confirm(SURE_OF_UNSEEN) && tellRoom('remove-unseen', {})),
}

function draw(): void {
  const shown = isAway ? AWAY : fault
  if (main) render(html`<${FacilitatorView} room=${room} actions=${actions} fault=${shown} />`, main)
}

/** A browser comes again by itself when the stream ends; what it is told first is the room as it is then. */
const told = new EventSource('/api/room/events')
told.addEventListener('room', ({ data }: MessageEvent<string>) => {
  room = JSON.parse(data) as ToldRoom // as the room sends it
  isAway = false
  draw()
})
told.addEventListener('error', () => {
  isAway = true
  draw()
})

draw()
