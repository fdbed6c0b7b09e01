import { html, type View } from '#core/page/html'
import type { BackendResult } from '../ask-backend.ts'
import type { Visit } from '../login/visit.ts'
import { Backends } from './backend.view.ts'
import { LoginState, personName } from './login-state.view.ts'
import { shownPicture } from './picture.ts'
import { Hints, JudgedTokenView } from './tokens.view.ts'

export interface PageProps {
  /** Absent: the page has no login. */
  visit: Visit | undefined
  results: readonly BackendResult[]
}

/** Whom the page speaks to, and what the backends have for them. */
export const StartPage = ({ visit, results }: PageProps): View => html`
  <div class="page stack">
    <h1 class="foreign">${heading(visit)}</h1>
    ${visit && html`<${LoginState} visit=${visit} />`}
    ${visit && !visit.person && visit.hints.length > 0 && html`<${Hints} hints=${visit.hints} />`}
    <h2>The backends</h2>
    <${Backends} results=${results} visit=${visit} />
  </div>
`

const heading = (visit: Visit | undefined) => {
  if (!visit) return 'The backends, asked by this page'
  return visit.person ? `Hello, ${personName(visit)}` : 'You are not logged in'
}

/** Who somebody is, and how the page knows. */
export const ProfilePage = ({ visit }: PageProps): View => html`
  <div class="page stack">
    <h1>Profile</h1>
    ${
      visit
        ? html`
            ${visit.person ? html`<${PersonCard} visit=${visit} />` : html`<${LoginState} visit=${visit} />`}
            <div class="backends">
              <${JudgedTokenView} token=${visit.idToken} now=${visit.now} />
              <${JudgedTokenView} token=${visit.accessToken} now=${visit.now} />
            </div>
            ${visit.hints.length > 0 && html`<${Hints} hints=${visit.hints} />`}
          `
        : html`<p class="empty">Nobody logs in here: this page was started without a login.</p>`
    }
  </div>
`

function PersonCard({ visit }: { visit: Visit }): View {
  const { nickname, picture, sub } = visit.person ?? {}
  const shown = shownPicture(picture, visit.issuer)
  return html`
    <section class="card person" aria-label="Who you are">
      ${
        shown
          ? html`<img src=${shown.address} alt="" width="96" height="96" referrerpolicy="no-referrer" />`
          : html`<span class="no-picture" aria-hidden="true">${firstSign(personName(visit))}</span>`
      }
      <div class="stack tight">
        <h2 class="foreign">${personName(visit)}</h2>
        ${typeof nickname === 'string' && html`<p class="foreign">${nickname.slice(0, 200)}</p>`}
        <p class="quiet small"><code class="foreign">${sub}</code></p>
        ${
          picture !== undefined &&
          !shown &&
          html`<p class="quiet small">The claim <code>picture</code> is not shown as one: only an https address is.</p>`
        }
      </div>
    </section>
  `
}

const firstSign = (name = '?') => Array.from(name.trim())[0]?.toUpperCase()

/** Which way each token took, and all that the backends said. */
export const DashboardPage = ({ visit, results }: PageProps): View => html`
  <div class="page stack">
    <h1>Dashboard</h1>
    <section class="card stack" aria-label="What went along">
      <h2>What went along</h2>
      <p>${alongSentence(visit)}</p>
    </section>
    <h2>The backends</h2>
    <${Backends} results=${results} visit=${visit} isWhole=${true} />
  </div>
`

function alongSentence(visit: Visit | undefined): string {
  if (!visit)
    return 'This page looks at no token: Authorization goes on to the backends as it came, and their sidecars judge it.'
  if ('authorization' in visit.along)
    return 'The access token goes on to each backend, as Authorization: Bearer. It was issued for this application; the ID token stays here.'
  if ('jwt' in visit.along)
    return 'The header jwt goes on as it came, and there is no Authorization: this is the trap, for no RequestAuthentication looks there unless its fromHeaders says so.'
  return `No token goes along: ${visit.accessToken.sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`
}
