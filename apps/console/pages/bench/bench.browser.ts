import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { timeOn } from '#core/page/time-text'
import { startPage } from '../../shell/live.browser.ts'
import type { BenchActions, BenchChoices, BenchState, CheckedToken, DecodedToken, SentAnswer } from './bench-state.ts'
import { BenchView } from './bench.view.ts'
import { fitToToken, valuesIn } from './fit-token.ts'
import { handToken, takeHandedToken } from './hand-over.browser.ts'
import { withNewChoices } from './new-choices.ts'
import { takenOut } from './taken-out.ts'

/** How long somebody may go on typing before the text is taken apart. Milliseconds. */
const TYPING = 250
const TICK = 1000

const page = startPage<BenchState>(() => void refreshChoices())
const main = document.querySelector('#main')
let state = page.state
let askedAt = performance.now()
let typing: ReturnType<typeof setTimeout> | undefined
let pastes = 0

/** The time of the sandbox. */
function sandboxNow(): number {
  const { speed = 1 } = page.house().processes.find(({ clock }) => clock)?.clock ?? {}
  return timeOn({ now: state.choices.now, speed }, performance.now() - askedAt)
}

function draw(): void {
  if (main) render(html`<${BenchView} state=${state} now=${sandboxNow()} actions=${actions} />`, main)
}

function become(change: Partial<BenchState>): void {
  state = { ...state, ...change }
  draw()
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Asks the console for something, and shows that it waits, or why it failed. */
async function ask<Answer>(
  waitsFor: BenchState['waitsFor'],
  path: string,
  body: unknown,
  then: (answer: Answer) => void,
): Promise<void> {
  become({ waitsFor, trouble: undefined })
  try {
    const answer = await page.ask<Answer>('POST', `/api/bench/${path}`, body)
    become({ waitsFor: undefined })
    then(answer)
  } catch (error) {
    become({ waitsFor: undefined, trouble: messageOf(error) })
  }
  showResult('.bench-trouble, .bench-result')
}

async function refreshChoices(): Promise<void> {
  const choices = await page.ask<BenchChoices>('GET', '/api/bench/choices').catch(() => undefined)
  if (!choices) return draw()
  askedAt = performance.now()
  become(withNewChoices(state, choices))
}

/** Taken apart a moment after the last key. What belonged to the earlier text goes. */
function paste(pasted: string, isTyped = true): void {
  const mine = ++pastes
  const found = takenOut(pasted)
  const text = found ?? pasted
  clearTimeout(typing)
  page.holdsWork()
  become({
    text,
    isTakenOut: found !== undefined,
    checked: undefined,
    sent: undefined,
    trouble: undefined,
    waitsFor: undefined,
    ...(text === '' && { decoded: undefined }),
  })
  if (text.trim() === '') return
  typing = setTimeout(() => void decode(text, mine), isTyped ? TYPING : 0)
}

async function decode(text: string, mine: number): Promise<void> {
  try {
    const decoded = await page.ask<DecodedToken>('POST', '/api/bench/decode', { token: text })
    if (mine !== pastes) return
    become({ decoded, ...fitToToken(state, decoded), isFitted: true })
  } catch (error) {
    if (mine === pastes) become({ decoded: undefined, trouble: messageOf(error) })
  }
}

const actions: BenchActions = {
  paste,
  sample: () =>
    void ask<{ token: string }>('sample', 'sample', {}, ({ token }) => {
      actions.show('decoded') // what was pressed may be gone, and the keyboard goes on where the token is shown
      paste(token, false)
    }),
  toJudge: () => handToken(state.text, '/judge'),
  show(tab) {
    become({ tab, trouble: undefined })
    if (tab === 'sign' && state.decoded && !state.isWritten) actions.takeFromToken()
    document.querySelector<HTMLElement>(`#tab-${tab}`)?.focus()
  },
  change: become,
  expect: (name, value) => become({ expected: { ...state.expected, [name]: value }, isFitted: false }),
  usePreset(id) {
    const preset = state.choices.presets.find((each) => each.id === id)
    if (preset) become({ expected: { ...valuesIn(preset), clock: state.expected.clock }, isFitted: false })
  },
  fit: () => state.decoded && become({ ...fitToToken(state, state.decoded), isFitted: true }),
  check: () =>
    void ask<CheckedToken>(
      'check',
      'check',
      { token: state.text, keys: state.keys, expected: state.expected },
      (checked) => become({ checked }),
    ),
  takeFromToken() {
    const [header, payload] = ['header', 'payload'].map((name) => writtenPart(name))
    become({ ...(header !== undefined && { header }), ...(payload !== undefined && { payload }), isWritten: false })
  },
  setTimes() {
    const now = Math.floor(sandboxNow() / 1000)
    const times = { iat: now, exp: now + 900, jti: crypto.randomUUID() }
    try {
      become({
        payload: written({ ...Object(JSON.parse(state.payload)), ...times }),
        isWritten: true,
        trouble: undefined,
      })
    } catch {
      become({ trouble: 'The payload is no JSON, so nothing can be put into it.' })
    }
  },
  sign() {
    const { signer, material, header, payload, isExact } = state
    const { kind = 'issuer', name } = state.choices.signers[signer] ?? {}
    const by = { kind, ...(name !== undefined && { name }) }
    void ask<{ token: string }>('sign', 'sign', { signer: by, material, header, payload, isExact }, ({ token }) => {
      become({ isWritten: false })
      actions.show('decoded')
      paste(token, false)
    })
  },
  send() {
    const { to, scenario } = state.choices.destinations[state.destination] ?? {}
    void ask<SentAnswer>('send', 'send', { token: state.text, to, scenario }, (sent) => become({ sent }))
  },
}

const written = (value: unknown) => JSON.stringify(value, undefined, 2)

/** As JSON for people; what is none as it stands there. */
function writtenPart(name: string): string | undefined {
  const part = state.decoded?.parts.find((each) => each.part === name)
  if (!part) return undefined
  if (part.hasValue && !part.isLenient) return written(part.value)
  const isWhole = part.text?.every(({ kind }) => kind !== 'left-out')
  return isWhole ? part.text?.map(({ text }) => text).join('') : undefined
}

const handed = takeHandedToken('/bench')
if (handed === undefined) draw()
else paste(handed, false)
setInterval(() => {
  if (!document.hidden && state.decoded && state.tab === 'decoded') draw()
}, TICK)
