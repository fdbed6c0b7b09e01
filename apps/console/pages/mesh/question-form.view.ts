import { html, type View } from '#core/page/html'
import { CALLERS, MESH_PARTIES, USERS, type MeshActions, type MeshQuestion } from './mesh-state.ts'

interface TypedEvent {
  target: { value: string }
}

type Titles = readonly (readonly [value: string, title: string])[]

/** The request that is decided about. */
export const QuestionForm = ({
  question,
  actions,
}: {
  question: MeshQuestion
  actions?: MeshActions | undefined
}): View => html`
  <form
    class="mesh-question"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.send()
    }}
  >
    ${choice(
      'Who calls',
      question.caller,
      Object.entries(CALLERS),
      (caller) => actions?.ask({ caller: caller as MeshQuestion['caller'] }), // one of the options
    )}
    ${choice(
      'To',
      question.to,
      MESH_PARTIES.map(({ id, title }) => [id, title] as const),
      (to) => actions?.ask({ to }),
    )}
    ${text('Method', question.method, (method) => actions?.ask({ method }))}
    ${text('Path', question.path, (path) => actions?.ask({ path }))}
    ${choice(
      'Token of',
      question.user,
      Object.entries(USERS),
      (user) => actions?.ask({ user: user as MeshQuestion['user'] }), // one of the options
    )}
    <button class="main" type="submit">Decide</button>
  </form>
`

const text = (label: string, value: string, act: (value: string) => void): View => html`
  <label class="field">
    <span>${label}</span>
    <input
      autocomplete="off"
      spellcheck=${false}
      value=${value}
      onInput=${({ target }: TypedEvent) => act(target.value)}
    />
  </label>
`

const choice = (label: string, value: string, options: Titles, act: (value: string) => void): View => html`
  <label class="field">
    <span>${label}</span>
    <select value=${value} onChange=${({ target }: TypedEvent) => act(target.value)}>
      ${options.map(([id, title]) => html`<option value=${id} selected=${id === value}>${title}</option>`)}
    </select>
  </label>
`
