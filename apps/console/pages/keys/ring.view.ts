import { html, type View } from '#core/page/html'
import type { KeyLife } from '#core/rings/ring-life'
import type { ToldRing } from '#core/control/told-rings'
import { agoText, spanText } from '#core/page/time-text'
import type { KeySetFetch } from '../../live/told.ts'
import { callerWords } from '../../parts/caller-words.ts'
import { KeyLine } from './key-line.view.ts'
import { KEY_SIGNS, keyWords } from './key-words.ts'
import type { KeysActions, KeysState } from './keys-state.ts'
import { overlapsOf, type TimeWindow } from './time-line.ts'

export interface RingProps {
  process: string
  /** What the ring is called on the page. */
  title: string
  ring: ToldRing
  seen: TimeWindow
  /** By the clock of the process. */
  now: number
  /** By the clock of the machine. */
  machineNow: number
  state: KeysState
  /** The last time that somebody fetched its key set. */
  fetched: KeySetFetch | undefined
  actions?: KeysActions | undefined
}

/** So many keys of a ring are drawn at first. */
const FEW_KEYS = 4

/** A ring: what it is, what can be done with it, and its keys, the newest first. */
export function RingRows(props: RingProps): View {
  const { process, title, ring, seen, now, state, actions } = props
  const name = `${process} ${ring.ringId}`
  const isOpen = state.opened.includes(name)
  const shown = isOpen ? ring.keys : ring.keys.slice(0, FEW_KEYS)
  const hidden = ring.keys.length - shown.length
  const overlaps = overlapsOf(ring.keys)
  return html`
    <section class="ring" aria-label=${`${title} of ${process}`}>
      <${RingHead} ...${props} />
      <ul class="ring-keys">
        ${shown.map(
          (life) => html`
            <li class="key-row" key=${life.kid}>
              <${KeyLabel} life=${life} now=${now} />
              <${KeyLine} life=${life} seen=${seen} now=${now} overlaps=${overlaps} />
              <${Revoke} ...${props} life=${life} />
            </li>
          `,
        )}
      </ul>
      ${
        (hidden > 0 || isOpen) &&
        html`<button
          class="plain small more"
          type="button"
          aria-expanded=${isOpen}
          onClick=${() => actions?.open(name)}
        >
          ${isOpen ? 'Only the newest keys' : `${hidden} earlier ${hidden === 1 ? 'key' : 'keys'}`}
        </button>`
      }
      ${ring.leftOut > 0 && isOpen && html`<p class="quiet small">${ring.leftOut} more were revoked before.</p>`}
    </section>
  `
}

function RingHead({ process, title, ring, now, machineNow, state, fetched, actions }: RingProps): View {
  const { ringId, keys, next } = ring
  const isFactory = process === 'jwt-factory'
  const isWaiting = state.waiting !== undefined
  const change = (act: 'prepare' | 'rotate') => () => actions?.change({ process, ringId, act })
  const hasPrepared = keys.some((key) => key.state === 'prepared')
  return html`
    <header class="ring-head">
      <h3><span class="foreign">${title}</span> <span class="quiet small">${keys[0]?.algorithm ?? ''}</span></h3>
      <p class="quiet small">
        ${next ? nextWords(next, now) : 'no timer: it rotates when somebody says so'}${
          isFactory &&
          ` · ${fetched ? `key set last fetched by ${callerWords(fetched.from)} ${agoText(machineNow - Date.parse(fetched.at))}` : 'nobody has fetched its key set'}`
        }
      </p>
      ${
        isFurther(ringId)
          ? html`<p class="quiet small ring-acts">rotates with the issuer's own ring</p>`
          : html`<div class="row ring-acts">
              ${
                isFactory &&
                html`<button
                  class="small"
                  type="button"
                  aria-disabled=${isWaiting || hasPrepared}
                  title=${hasPrepared ? 'A key is prepared already' : 'A new key is published, and does not sign yet'}
                  onClick=${change('prepare')}
                >
                  Prepare
                </button>`
              }
              <button
                class="small"
                type="button"
                aria-disabled=${isWaiting}
                title=${hasPrepared ? 'The prepared key signs from now on' : 'A new key signs from now on; nobody has fetched it yet'}
                onClick=${change('rotate')}
              >
                Rotate
              </button>
            </div>`
      }
    </header>
  `
}

function nextWords({ move, at }: NonNullable<ToldRing['next']>, now: number): string {
  const when = at <= now ? 'now' : `in ${spanText(at - now)}`
  return move === 'prepare' ? `the timer prepares the next key ${when}` : `the prepared key takes over ${when}`
}

/** `@` is the ring of the main issuer, `@demo` that of another one; behind a further `@` stands another algorithm. */
export function titleOfRing(ringId: string): string {
  const [, name, algorithm] = /^@([^@]*)(?:@(.+))?$/.exec(ringId) ?? []
  if (name === undefined) return ringId
  return `${name === '' ? 'the main issuer' : `issuer ${name}`}${algorithm === undefined ? '' : `, ${algorithm}`}`
}

const isFurther = (ringId: string) => ringId.lastIndexOf('@') > 0

const KeyLabel = ({ life, now }: { life: KeyLife; now: number }): View => html`
  <div class="key-label">
    <span class=${`key-state ${life.state}`}
      ><span aria-hidden="true">${KEY_SIGNS[life.state]}</span> ${life.state}</span
    >
    <code class="kid" title=${life.kid}>${life.kid.slice(0, 10)}…</code>
    <span class="words small quiet">${keyWords(life, now)}</span>
  </div>
`

interface RevokeProps extends RingProps {
  life: KeyLife
}

function Revoke({
  process,
  title,
  ring: { ringId },
  life: { kid, state },
  state: { waiting },
  actions,
}: RevokeProps): View {
  if (process !== 'jwt-factory' || state === 'revoked') return html`<span class="key-act"></span>`
  return html`
    <div class="key-act">
      <button
        class="small danger"
        type="button"
        aria-disabled=${waiting !== undefined}
        aria-label=${`Revoke the ${state} key ${kid.slice(0, 10)} of ${title}`}
        title=${state === 'active' ? 'Its tokens are refused at once; another key takes over' : 'Its tokens are refused at once'}
        onClick=${() => actions?.change({ process, ringId, act: 'revoke', kid })}
      >
        Revoke
      </button>
    </div>
  `
}
