import type { RegistryKeyState, ToldRegistryKey, ToldService } from '#core/control/told-registry'
import { html, type View } from '#core/page/html'
import { dateText, spanText } from '#core/page/time-text'
import type { KeyDecision, RegistryActions } from './registry-state.ts'

export interface ServicePartProps {
  told: ToldService
  /** By the clock of the factory. */
  now: number
  isOpen: boolean
  isBusy: boolean
  actions?: RegistryActions | undefined
}

/** A sign and a word for each: nobody has to tell colours apart. */
const STATES: Record<RegistryKeyState, string> = {
  awaited: '◌ awaited',
  pending: '○ pending',
  approved: '● approved',
  retired: '◐ retired',
  expired: '– expired',
  revoked: '✗ revoked',
  ended: '– ended',
}

const isOver = ({ state }: ToldRegistryKey) => state === 'expired' || state === 'revoked' || state === 'ended'

/** One service: its keys, and what a person can do about them. */
export function ServicePart({ told, now, isOpen, isBusy, actions }: ServicePartProps): View {
  const { service, kept, keys } = told
  const over = keys.filter(isOver).length
  const shown = isOpen ? keys : keys.filter((key) => !isOver(key))
  return html`
    <section class="registry-service" aria-label=${service}>
      <h2 class="mono foreign">${service}</h2>
      ${!kept && html`<p class="quiet small">${NOT_KEPT}</p>`}
      ${
        shown.length > 0 &&
        html`<div class="table-frame stacks">
          <table role="table">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">key</th>
                <th role="columnheader" scope="col">state</th>
                <th role="columnheader" scope="col">came in</th>
                <th role="columnheader" scope="col">ends</th>
                <th role="columnheader" scope="col"><span class="unseen">what you can do</span></th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              ${shown.map((key) => html`<${KeyRow} key=${key.kid} told=${key} service=${service} kept=${kept} now=${now} isBusy=${isBusy} actions=${actions} />`)}
            </tbody>
          </table>
        </div>`
      }
      ${
        over > 0 &&
        html`<button class="plain small" type="button" aria-expanded=${isOpen} onClick=${() => actions?.open(service)}>
          ${isOpen ? 'Hide' : 'Show'} ${over === 1 ? 'one key that is over' : `${over} keys that are over`}
        </button>`
      }
    </section>
  `
}

const NOT_KEPT = 'No person has approved a key of it: when room is short, its place goes to another.'

interface KeyRowProps extends Pick<ServicePartProps, 'now' | 'isBusy' | 'actions'> {
  told: ToldRegistryKey
  service: string
  kept: boolean
}

const KeyRow = ({ told, service, kept, now, isBusy, actions }: KeyRowProps): View => html`
  <tr role="row">
    <td role="cell" class="whole">
      <code class="foreign block">${told.kid}</code><span class="quiet">${told.algorithm}</span>
    </td>
    <td role="cell" class="whole"><span class=${`key-state ${CLASSES[told.state]}`}>${STATES[told.state]}</span></td>
    <td role="cell" data-label="came in">
      ${cameIn(told)}<br /><span class="quiet"
        >${told.state === 'awaited' ? 'approved' : 'published'} ${dateText(told.publishedAt)}</span
      >
    </td>
    <td role="cell" data-label="ends"><${EndOf} told=${told} now=${now} /></td>
    <td role="cell" class="acts whole">
      ${actsOn(told, kept).map(
        ([act, words]) => html`
          <button
            class="small"
            type="button"
            aria-disabled=${isBusy}
            aria-label=${`${words} the key ${told.kid} of ${service}`}
            onClick=${() => actions?.decide({ act, service, kid: told.kid })}
          >
            ${words}
          </button>
        `,
      )}
    </td>
  </tr>
`

/** The colours are those of the keys of a ring. */
const CLASSES: Record<RegistryKeyState, string> = {
  awaited: 'prepared',
  pending: 'prepared',
  approved: 'active',
  retired: 'retired',
  expired: 'revoked',
  revoked: 'revoked',
  ended: 'revoked',
}

const CAME_IN = { first: 'unseen, as the first', person: 'by a person', rotation: 'by rotation' }

const cameIn = ({ state, approvedBy, replaces }: ToldRegistryKey): string =>
  state === 'awaited'
    ? 'when it comes'
    : approvedBy
      ? CAME_IN[approvedBy]
      : replaces === undefined
        ? 'not yet'
        : 'not yet: it replaces another'

const EndOf = ({ told, now }: { told: ToldRegistryKey; now: number }): View => {
  const { state, since, expiresAt = Infinity, endsAt = Infinity } = told
  const end = state === 'revoked' ? since : Math.min(expiresAt, endsAt)
  if (!Number.isFinite(end)) return html`<span>when it is replaced or revoked</span>`
  return html`<span
    >${end > now ? `in ${spanText(end - now)}` : 'it is over'}<br /><span class="quiet">${dateText(end)}</span></span
  >`
}

/** Who has come in unseen can be confirmed: then the service keeps its place. */
function actsOn({ state }: ToldRegistryKey, kept: boolean): [KeyDecision['act'], string][] {
  if (state === 'pending')
    return [
      ['approve', 'Approve'],
      ['revoke', 'Revoke'],
    ]
  const confirm: [KeyDecision['act'], string][] = state === 'approved' && !kept ? [['approve', 'Confirm']] : []
  return state === 'approved' || state === 'retired' || state === 'awaited' ? [...confirm, ['revoke', 'Revoke']] : []
}
