import { html, type View } from './html.ts'
import { groupRoutes } from './route-groups.ts'

/** A route, as a form to try it. */
export interface RouteForm {
  method: string
  /** With parameters in braces: /keys/{ringId}. */
  path: string
  about: string
  fields: readonly { name: string; place: 'path' | 'query'; takes: string; example: string }[]
  body?: { type: string; example: string }
  takesToken: boolean
}

export interface ProcessPageProps {
  name: string
  about: string
  notes: readonly string[]
  routes: readonly RouteForm[]
}

export const ProcessPage = ({ name, about, notes, routes }: ProcessPageProps): View => html`
  <div class="page stack">
    <div class="stack text">
      <h1>${name}</h1>
      <p>${about}</p>
      <p class="quiet small">Programs get this list as JSON: <code>curl</code> the same address.</p>
    </div>
    ${notes.length > 0 && html`<${Notes} notes=${notes} />`}
    <p class="quiet">Open a row to try it.</p>
    ${groupRoutes(routes).map(
      ([group, members]) => html`
        <section class="stack" aria-label=${group}>
          <h2>${group}</h2>
          <ul class="routes">
            ${members.map((route) => html`<li><${TryRoute} ...${route} /></li>`)}
          </ul>
        </section>
      `,
    )}
  </div>
`

const Notes = ({ notes }: { notes: readonly string[] }): View => html`
  <section class="card says cannot-decide stack">
    <h2>What is set in this process</h2>
    <ul class="stack">
      ${notes.map((note) => html`<li class="foreign">${note}</li>`)}
    </ul>
  </section>
`

const TryRoute = ({ method, path, about, fields, body, takesToken }: RouteForm): View => html`
  <details>
    <summary>
      <span class="turns" aria-hidden="true">▸</span>
      <span class="method">${method}</span>
      <code class="path">${path.split(AFTER_A_SLASH).map((piece) => html`${piece}<wbr />`)}</code>
      <span class="about">${about}</span>
    </summary>
    <form data-method=${method} data-path=${path} data-type=${body?.type}>
      <div class="fields">
        ${fields.map((field) => html`<${Field} ...${field} />`)} ${takesToken && html`<${Token} />`}
      </div>
      ${
        body &&
        html`
          <label class="field">
            <span>Body (${body.type})</span>
            <textarea name="body" rows=${Math.min(12, body.example.split('\n').length + 1)} spellcheck=${false}>
${body.example}</textarea>
          </label>
        `
      }
      <div class="row"><button class="small" type="submit">Send</button></div>
      <output class="answer" aria-live="polite"></output>
    </form>
  </details>
`

/** Where a long path may go on in the next line: not in the middle of a word. */
const AFTER_A_SLASH = /(?<=\/)/

const Field = ({ name, place, takes, example }: RouteForm['fields'][number]): View => html`
  <label class="field">
    <span>${name}${place === 'path' && ' (part of the path)'}</span>
    <input
      name=${`${place}:${name}`}
      value=${place === 'path' ? example : ''}
      placeholder=${takes}
      autocomplete="off"
    />
  </label>
`

const Token = (): View => html`
  <label class="field">
    <span>Bearer token</span>
    <input name="token" placeholder="sent as Authorization: Bearer …" autocomplete="off" spellcheck=${false} />
  </label>
`
