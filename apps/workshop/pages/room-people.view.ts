import { html, type View } from '#core/page/html'
import { clockText } from '#core/page/time-text'
import type { PersonOfRoom, ToldRoom } from '../told-room.ts'
import { OpenStep } from './open-step.view.ts'
import type { FacilitatorProps } from './facilitator-state.ts'

/** A row for each person, with a sign for each step. */
export const RoomPeople = ({ room, actions }: FacilitatorProps): View => html`
  <div class="table-frame stacks">
    <table class="room-people">
      <caption class="unseen">
        Who is at which step
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          ${room.tracks.map(({ title }) => html`<th scope="col">${title}</th>`)}
          <th scope="col">Last seen, UTC</th>
        </tr>
      </thead>
      <tbody>
        ${room.people.map((person) => html`<${PersonRow} key=${person.id} person=${person} room=${room} actions=${actions} />`)}
      </tbody>
    </table>
  </div>
  <p class="room-legend quiet small">
    <span><span class="step-sign done" aria-hidden="true">✓</span> done</span>
    <span><span class="step-sign at-hand" aria-hidden="true">3</span> at it</span>
    <span><span class="step-sign" aria-hidden="true">4</span> open</span>
    <span><span class="step-sign locked" aria-hidden="true">5</span> not open yet</span>
  </p>
`

const SANDBOX_WORDS: Record<PersonOfRoom['sandbox'], string> = {
  asleep: 'sandbox put away',
  starting: 'sandbox starts',
  awake: 'sandbox runs',
}

type RowProps = FacilitatorProps & { person: PersonOfRoom }

const PersonRow = ({ person, room, actions }: RowProps): View => html`
  <tr id=${`person-${person.id}`}>
    <td class="whole room-name">
      <strong class="foreign">${person.name}</strong>
      <${PersonMenu} person=${person} room=${room} actions=${actions} />
    </td>
    ${person.tracks.map((track) => html`<td class="whole" data-label=${titleOfTrack(room, track.name)}><${TrackOfPerson} track=${track} room=${room} /></td>`)}
    <td class="whole" data-label="Last seen, UTC:">
      <span>${clockText(person.seenAt)}</span> <span class="quiet block">${SANDBOX_WORDS[person.sandbox]}</span>
    </td>
  </tr>
`

const titleOfTrack = (room: ToldRoom, track: string) => room.tracks.find(({ name }) => name === track)?.title

const WORDS_OF_SIGNS = { done: 'done', 'at-hand': 'at it', open: 'open', locked: 'not open yet' }

function TrackOfPerson({ track, room }: { track: PersonOfRoom['tracks'][number]; room: ToldRoom }): View {
  const { title: trackTitle = '', steps: known = [] } = room.tracks.find(({ name }) => name === track.name) ?? {}
  const here = known.find(({ id }) => id === track.at)
  const hints = track.steps.find(({ id }) => id === track.at)?.hintsShown ?? 0
  const isBegun = track.done > 0 || hints > 0 || track.name === room.tracks[0]?.name
  return html`
    <div class="room-track">
      <ol class="room-steps" aria-label=${`${trackTitle}: ${track.done} of ${track.steps.length}`}>
        ${track.steps.map(({ id, state }, at) => {
          const sign = id === track.at && isBegun ? 'at-hand' : state
          const words = `${known[at]?.number}. ${known[at]?.title}: ${WORDS_OF_SIGNS[sign]}`
          return html`<li class=${`step-sign ${sign}`} title=${words}>
            <span aria-hidden="true">${state === 'done' ? '✓' : known[at]?.number}</span
            ><span class="unseen">${words}</span>
          </li>`
        })}
      </ol>
      <span class="room-at quiet">
        ${isBegun && (here ? `${here.title}${hints > 0 ? ` · ${hints} of 3 hints` : ''}` : track.done === track.steps.length && 'all done')}
      </span>
    </div>
  `
}

function PersonMenu({ person, room, actions }: RowProps): View {
  const locked = new Set(person.tracks.flatMap(({ steps }) => steps.flatMap(({ id, state }) => (state === 'locked' ? [id] : [])))) // prettier-ignore
  const toOpen = room.tracks.flatMap((track) => {
    const steps = track.steps.filter(({ id }) => locked.has(id))
    return steps.length > 0 ? [{ ...track, steps }] : []
  })
  return html`
    <details class="room-menu">
      <summary>Help<span class="unseen"> ${person.name}</span></summary>
      <div class="stack">
        ${
          toOpen.length > 0 &&
          html`<${OpenStep}
            tracks=${toOpen}
            label=${`A step for ${person.name}`}
            words="Open"
            open=${(step: string) => actions?.unlock(step, person.id)}
          />`
        }
        <div class="row">
          <button class="small" type="button" onClick=${() => actions?.reset(person, 'sandbox')}>New sandbox</button>
          <button class="small" type="button" onClick=${() => actions?.reset(person, 'progress')}>
            Reset progress
          </button>
          <button class="small danger" type="button" onClick=${() => actions?.remove(person)}>Remove</button>
        </div>
      </div>
    </details>
  `
}
