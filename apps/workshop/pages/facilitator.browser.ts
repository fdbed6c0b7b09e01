import { render } from 'preact'
import { html } from '#core/page/html'
import type { ToldRoom } from '../told-room.ts'
import { FacilitatorView, type FacilitatorActions, type FacilitatorState } from './facilitator.view.ts'

const main = document.querySelector('#main')
const begin = JSON.parse(document.querySelector('#state')?.textContent ?? '') as FacilitatorState // written by the room
let { room } = begin
let fault: string | undefined

/** Each answers with the room as it is then. */
async function tellRoom(what: string, order: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-page-token': begin.pageToken }
  const answer = await fetch(`/api/room/${what}`, { method: 'POST', headers, body: JSON.stringify(order) }).catch(() => undefined) // prettier-ignore
  const said = (await answer?.json().catch(() => undefined)) as (ToldRoom & { detail?: string }) | undefined // as the room answers
  fault = answer?.ok && said ? undefined : (said?.detail ?? 'The room does not answer. Is npm run workshop running?')
  if (answer?.ok && said) room = said
  draw()
}

const actions: FacilitatorActions = {
  unlock: (step, person) => void tellRoom('unlock', { step, ...(person !== undefined && { person }) }),
  reset: (person, what) => void tellRoom('reset', { person, what }),
  remove: ({ id, name }) => void (confirm(`Remove ${name} from the room?`) && tellRoom('remove', { person: id })),
  renewCode: () => void tellRoom('code', {}),
}

function draw(): void {
  if (main) render(html`<${FacilitatorView} room=${room} actions=${actions} fault=${fault} />`, main)
}

/** A browser comes again by itself when the stream ends; what it is told first is the room as it is then. */
new EventSource('/api/room/events').addEventListener('room', ({ data }: MessageEvent<string>) => {
  room = JSON.parse(data) as ToldRoom // as the room sends it
  draw()
})

draw()
