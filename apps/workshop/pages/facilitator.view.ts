import { html, type View } from '#core/page/html'
import { clockText } from '#core/page/time-text'
import type { PersonOfRoom, ToldRoom } from '../told-room.ts'

/** What the page begins with. */
export interface FacilitatorState {
  room: ToldRoom
  pageToken: string
}

/** What its buttons do: the module of the page does it. */
export interface FacilitatorActions {
  unlock(step: string, person?: string): void
  reset(person: string, what: 'sandbox' | 'progress'): void
  remove(person: PersonOfRoom): void
  renewCode(): void
}

interface FacilitatorProps {
  room: ToldRoom
  /** Absent: the page is not alive yet. */
  actions?: FacilitatorActions
  /** What went wrong with the last one. */
  fault?: string
}

export const FacilitatorView = ({ room, actions, fault }: FacilitatorProps): View => html`
  <div class="page stack room-page">
    <section class="card room-wall" aria-labelledby="room-join">
      <h1 id="room-join">Join the workshop</h1>
      <p class="room-link foreign">${room.links[0]}</p>
      <p class="room-code mono">${room.code}</p>
      ${room.links.length > 1 && html`<p class="quiet small">Also: ${room.links.slice(1).join(', ')}</p>`}
      <div class="row">
        <button class="small" type="button" onClick=${() => actions?.renewCode()}>Another code</button>
        <button class="small" type="button" onClick=${() => actions?.unlock('all')}>
          Open all steps for everybody
        </button>
      </div>
    </section>
    ${fault !== undefined && html`<p class="card says refused" role="alert">${fault}</p>`}
    <h2>${room.people.length} of ${room.seats} seats are taken</h2>
    ${room.people.length === 0 ? html`<p class="empty">Nobody has joined yet.</p>` : html`<${People} room=${room} actions=${actions} />`}
  </div>
`

const People = ({ room, actions }: FacilitatorProps): View => html`
  <div class="table-frame">
    <table class="room-people">
      <caption class="unseen">
        Who is at which step
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          ${room.tracks.map(({ title }) => html`<th scope="col">${title}</th>`)}
          <th scope="col">Sandbox</th>
          <th scope="col">Last seen</th>
          <th scope="col"><span class="unseen">What to do</span></th>
        </tr>
      </thead>
      <tbody>
        ${room.people.map((person) => html`<${PersonRow} key=${person.id} person=${person} room=${room} actions=${actions} />`)}
      </tbody>
    </table>
  </div>
`

const SANDBOX_WORDS: Record<PersonOfRoom['sandbox'], string> = {
  asleep: 'put away',
  starting: 'starting',
  awake: 'there',
}

const PersonRow = ({ person, room, actions }: FacilitatorProps & { person: PersonOfRoom }): View => {
  const steps = room.tracks.flatMap((track) => track.steps)
  const locked = person.tracks.flatMap((track) => track.steps.filter(({ state }) => state === 'locked').slice(0, 1))
  return html`
    <tr>
      <th scope="row" class="foreign">${person.name}</th>
      ${person.tracks.map(({ done, at, steps: all }) => {
        const here = steps.find(({ id }) => id === at)
        return html`
          <td>
            <meter min="0" max=${all.length || 1} value=${done} aria-hidden="true"></meter> ${done} of ${all.length}
            ${here && html`<br /><span class="quiet small">at ${here.number}. ${here.title}</span>`}
          </td>
        `
      })}
      <td>${SANDBOX_WORDS[person.sandbox]}</td>
      <td>${clockText(person.seenAt)}</td>
      <td class="row">
        ${locked.map(({ id }) => {
          const step = steps.find((each) => each.id === id)
          return html`<button class="small" type="button" onClick=${() => actions?.unlock(id, person.id)}>
            Open “${step?.title}”
          </button>`
        })}
        <button class="small" type="button" onClick=${() => actions?.reset(person.id, 'sandbox')}>New sandbox</button>
        <button class="small" type="button" onClick=${() => actions?.reset(person.id, 'progress')}>
          Progress back
        </button>
        <button class="small danger" type="button" onClick=${() => actions?.remove(person)}>Remove</button>
      </td>
    </tr>
  `
}
