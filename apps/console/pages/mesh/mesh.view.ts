import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { DecisionTree } from './decision-tree.view.ts'
import { LivePart } from './live-part.view.ts'
import { LINES, LONGEST_POLICIES, MESH_PARTIES, type MeshActions, type MeshLook, type MeshState } from './mesh-state.ts'
import { QuestionForm } from './question-form.view.ts'
import { Workloads } from './workloads.view.ts'

export interface MeshProps {
  state: MeshState
  /** Absent on the server: there nobody can press anything. */
  actions?: MeshActions | undefined
}

/** Workloads and lines, the policies with what there is to say about them, a request, and how it was decided. */
export const MeshView = ({ state, actions }: MeshProps): View => html`
  <div class="mesh-page">
    <div>
      <h1>Mesh</h1>
      <p class="quiet">
        Policies of a service mesh, without a cluster. Press a line, or ask about any other request: it is decided here,
        and sent through the mesh of scenario 12, too, by the policies of the walk or by those that you let it enforce.
        To decide, this page signs the tokens of its users itself, and its key stands for those that the policies would
        fetch.
      </p>
    </div>
    <${Lines} state=${state} actions=${actions} />
    <${Decision} state=${state} />
    <div class="mesh-columns">
      <section class="card" aria-labelledby="mesh-request">
        <h2 id="mesh-request">Request</h2>
        <${QuestionForm} question=${state.question} actions=${actions} />
      </section>
      <section class="card mesh-policies" aria-labelledby="mesh-policies">
        <h2 id="mesh-policies">Policies</h2>
        <${LivePart} state=${state} actions=${actions} />
        <${Editor} state=${state} actions=${actions} />
        <${Found} look=${state.look} />
      </section>
    </div>
    <${Explained} look=${state.look} />
    <${Workloads} />
  </div>
`

/** Above the policies: who presses a line sees at once what came of it, on a projector, too. */
const Decision = ({ state: { decided, trouble } }: MeshProps): View => html`
  <section class="card mesh-decision" aria-label="Decision" role="status">
    ${trouble !== undefined && html`<p class="mesh-trouble foreign">${trouble}</p>`}
    ${decided && html`<${DecisionTree} decided=${decided} />`}
    ${
      trouble === undefined &&
      !decided &&
      html`<p class="quiet">Press a line: here stands what is decided, and by which rule.</p>`
    }
  </section>
`

const titleOfParty = (id: string) => MESH_PARTIES.find((party) => party.id === id)?.title ?? id

/** The parties are known by the lines between them. */
const Lines = ({ state: { question }, actions }: MeshProps): View => html`
  <ul class="mesh-lines" aria-label="Who calls whom">
    ${LINES.map(({ from, to, method, path }) => {
      const isThis = question.to === to && question.caller === from && question.path === path
      return html`
        <li>
          <button
            type="button"
            aria-pressed=${isThis}
            onClick=${() => actions?.send({ to, caller: from, method, path })}
          >
            <span>${titleOfParty(from)}</span> <span class="mono">→ ${method} ${path} →</span>
            <span>${titleOfParty(to)}</span>
          </button>
        </li>
      `
    })}
  </ul>
`

interface ValueEvent {
  target: { value: string }
}

const Editor = ({ state, actions }: MeshProps): View => html`
  <label class="field">
    <span>Begin with the policies of</span>
    <select value=${state.variant} onChange=${({ target }: ValueEvent) => actions?.choose(target.value)}>
      ${state.variants.map(({ id }) => html`<option value=${id} selected=${id === state.variant}>${id}</option>`)}
    </select>
  </label>
  <label class="field">
    <span>Policies, as they are written for a cluster</span>
    <textarea
      class="mono"
      rows="24"
      spellcheck=${false}
      autocomplete="off"
      maxlength=${LONGEST_POLICIES}
      value=${state.policies}
      onInput=${({ target }: ValueEvent) => actions?.edit(target.value)}
    >
${state.policies}</textarea>
  </label>
`

const SEVERITY_MARKS = { error: 'refused', problem: 'refused', note: 'skipped' } as const

const Found = ({ look: { found } }: { look: MeshLook }): View => html`
  <div class="mesh-found" role="status" aria-label="What lint says">
    ${
      found.length === 0
        ? html`<p class="quiet">Lint finds nothing.</p>`
        : html`<ul>
            ${found.map(
              ({ line, column, severity, words }) =>
                html`<li>
                  <${Mark} outcome=${SEVERITY_MARKS[severity]} word=${severity} />
                  <span class="mono">line ${line}, column ${column}</span> <span class="foreign">${words}</span>
                </li>`,
            )}
          </ul>`
    }
  </div>
`

const Explained = ({ look: { explained } }: { look: MeshLook }): View => html`
  <section class="card mesh-explained" aria-labelledby="mesh-explained">
    <h2 id="mesh-explained">In plain English</h2>
    ${explained.map(
      ({ policy, line, sentences }) => html`
        <h3><span class="foreign">${policy}</span> <span class="quiet">line ${line}</span></h3>
        <ul>
          ${sentences.map((sentence) => html`<li class="foreign">${sentence}</li>`)}
        </ul>
      `,
    )}
  </section>
`
