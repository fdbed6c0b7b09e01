import { html, type View } from '#core/page/html'
import type { FacilitatorProps } from './facilitator-state.ts'
import { OpenStep } from './open-step.view.ts'
import { RoomPeople } from './room-people.view.ts'

/** How to join, big for the wall, and below it who is at which step. */
export const FacilitatorView = ({ room, actions, fault }: FacilitatorProps): View => html`
  <div class="page stack room-page">
    <section class="card room-wall" aria-labelledby="room-join">
      <h1 id="room-join">Join the workshop</h1>
      <p class="room-link foreign">${room.links[0]}</p>
      <p class="room-code mono"><span class="unseen">Room code: </span>${room.code}</p>
      ${furtherLinks(room).length > 0 && html`<p class="quiet small foreign">Also: ${furtherLinks(room).join(', ')}</p>`}
    </section>
    <div role="alert">${fault !== undefined && html`<p class="card says refused foreign">${fault}</p>`}</div>
    <div class="part-head">
      <h2>${room.people.length} of ${room.seats} seats are taken</h2>
      <${ForEverybody} room=${room} actions=${actions} />
    </div>
    ${room.people.length === 0 ? html`<${NobodyYet} />` : html`<${RoomPeople} room=${room} actions=${actions} />`}
  </div>
`

/** This page is on the wall, and whoever reads it there sits at another machine. */
const furtherLinks = ({ links }: FacilitatorProps['room']) =>
  links.slice(1).filter((link) => new URL(link).hostname !== 'localhost')

const NobodyYet = (): View => html`
  <div class="empty stack">
    <p>Nobody has joined yet.</p>
    <p class="small">
      Show this page on the wall. People open the link above and type the code; each gets a sandbox, and stands here
      with the step at which they are.
    </p>
  </div>
`

const ForEverybody = ({ room: { tracks }, actions }: FacilitatorProps): View => html`
  <div class="row">
    <${OpenStep}
      tracks=${tracks}
      hasAll
      label="What to open before its turn"
      words="Open for everybody"
      open=${(step: string) => actions?.unlock(step)}
    />
    <button class="small" type="button" onClick=${() => actions?.renewCode()}>Another room code</button>
    <button class="small" type="button" onClick=${() => actions?.removeUnseen()}>Remove who has opened nothing</button>
  </div>
`
