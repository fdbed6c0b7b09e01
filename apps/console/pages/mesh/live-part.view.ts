import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import type { MeshActions, MeshState } from './mesh-state.ts'

/** Which policies the sidecars of scenario 12 enforce, and what can be done about it. */
export const LivePart = ({ state, actions }: { state: MeshState; actions?: MeshActions | undefined }): View => {
  const { live, look, policies, isFollowing = false, isSetting = false } = state
  const isLive = live?.told?.mesh === 'live'
  const isThis = isLive && live?.told?.policies === policies
  const hasFault = look.found.some(({ severity }) => severity === 'error')
  const cannot = isSetting || live?.told === undefined
  return html`
    <div class="mesh-live" role="status" aria-label="What the sidecars enforce">
      <p>
        ${isLive && html`<${Mark} outcome=${isThis ? 'good' : 'skipped'} word="live" /> `}
        <span class="foreign">${sayEnforced(state, { isLive, isThis })}</span>
      </p>
      ${(live?.told?.troubles ?? []).map((trouble) => html`<p class="foreign">Tokens are refused, for a key set could not be fetched: ${trouble}.</p>`)}
      ${
        look.unasked.length > 0 &&
        html`<p class="mesh-unasked foreign">
          The mesh of scenario 12 knows no authorizers, so it refuses with 403 whatever these CUSTOM policies match:
          ${` ${look.unasked.join(', ')}`}.
        </p>`
      }
      <p class="mesh-live-buttons">
        ${
          !isThis &&
          html`<button type="button" aria-disabled=${cannot || hasFault} onClick=${() => actions?.enforce()}>
            ${isFollowing ? 'Enforce these at once' : 'Enforce these'}
          </button>`
        }
        ${
          isLive &&
          html`<button type="button" aria-disabled=${cannot} onClick=${() => actions?.giveBack()}>
            Back to the walk
          </button>`
        }
        ${
          isLive &&
          !isThis &&
          html`<button type="button" onClick=${() => actions?.showLive()}>Show what is enforced</button>`
        }
      </p>
    </div>
  `
}

function sayEnforced({ live, isFollowing, isSetting }: MeshState, is: { isLive: boolean; isThis: boolean }): string {
  if (isSetting) return 'The sidecars of scenario 12 are told …'
  if (live?.why !== undefined) return live.why
  if (live === undefined) return 'Nobody has asked yet what the sidecars of scenario 12 enforce.'
  if (!is.isLive)
    return 'The sidecars of scenario 12 enforce the end of the walk, caller-and-user. Let them enforce these.'
  if (!is.isThis)
    return isFollowing
      ? 'The sidecars of scenario 12 enforce the last policies of this page that had no error.'
      : 'The sidecars of scenario 12 enforce other policies than these.'
  return isFollowing
    ? 'The sidecars of scenario 12 enforce these policies, and follow what you edit. Plays bring their own.'
    : 'The sidecars of scenario 12 enforce these policies. Plays bring their own.'
}
