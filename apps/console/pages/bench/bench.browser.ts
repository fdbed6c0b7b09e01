import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { timeOn } from '#core/page/time-text'
import { startPage } from '../../shell/live.browser.ts'
import type {
  BenchActions,
  BenchChoices,
  BenchState,
  CheckedToken,
  DecodedToken,
  SentAnswer,
  WrittenFields,
} from './bench-state.ts'
import { BenchView } from './bench.view.ts'
import { fitToToken, valuesIn } from './fit-token.ts'
import { orderToSign, withOldSignature } from './keep-signature.ts'
import { handToken, takeHandedToken } from './hand-over.browser.ts'
import { writtenFields, goodPayload, goodTimes, namedFields, NO_NAME, jsonForPeople } from './named-on-bench.ts'
import { isStillAsked, withoutEarlier, type BenchQuestion } from './still-asked.ts'
import { withNewChoices } from './new-choices.ts'
import { takenOut } from './taken-out.ts'
import { writtenPart } from './written-part.ts'

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

const sandboxSeconds = () => Math.floor(sandboxNow() / 1000)

function draw(): void {
  if (main) render(html`<${BenchView} state=${state} now=${sandboxNow()} actions=${actions} />`, main)
}

function become(change: Partial<BenchState>): void {
  state = { ...state, ...withoutEarlier(state, change) }
  draw()
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Asks the console for something, and shows that it waits, or why it failed. What came too late for its question is not shown. */
async function ask<Answer>(
  waitsFor: BenchQuestion,
  path: string,
  body: unknown,
  then: (answer: Answer) => void,
): Promise<void> {
  become({ waitsFor, trouble: undefined })
  const asked = state
  const show = await page.ask<Answer>('POST', `/api/bench/${path}`, body).then(
    (answer) => () => then(answer),
    (error) => () => become({ trouble: messageOf(error) }),
  )
  if (!isStillAsked(waitsFor, asked, state)) return
  become({ waitsFor: undefined })
  show()
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
  become({ ...NO_NAME, brought: undefined })
  takeApart(pasted, isTyped)
}

function takeApart(pasted: string, isTyped: boolean): void {
  const mine = ++pastes
  const found = takenOut(pasted)
  const text = found ?? pasted
  clearTimeout(typing)
  page.holdsWork()
  become({
    text,
    isTakenOut: found !== undefined,
    trouble: undefined,
    ...(text === '' && { decoded: undefined }),
  })
  if (text.trim() === '') return
  typing = setTimeout(() => void decode(text, mine), isTyped ? TYPING : 0)
}

async function decode(text: string, mine: number): Promise<void> {
  try {
    const decoded = await page.ask<DecodedToken>('POST', '/api/bench/decode', { token: text })
    if (mine !== pastes) return
    const { signer } = state
    become({ decoded, ...fitToToken(state, decoded), isFitted: true, ...(state.named !== '' && { signer }) }) // its name says who
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
    if (tab === 'sign' && state.decoded && !state.isWritten && state.named === '') actions.takeFromToken()
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
    const [header, payload] = ['header', 'payload'].map((name) => writtenPart(state.decoded, name))
    const taken = { ...(header !== undefined && { header }), ...(payload !== undefined && { payload }) }
    actions.write({ ...taken, isWritten: false })
  },
  setTimes() {
    const times = goodTimes(sandboxSeconds(), crypto.randomUUID())
    try {
      actions.write({ payload: jsonForPeople({ ...Object(JSON.parse(state.payload)), ...times }), isWritten: true })
    } catch {
      become({ trouble: 'The payload is no JSON, so nothing can be put into it.' })
    }
  },
  write: (change) => become({ ...change, ...NO_NAME, trouble: undefined }),
  useNamed: (name) => void useNamed(name),
  sign: () => void sign(state, made),
  keepSignature: () => made(withOldSignature(state) ?? state.text),
  send() {
    const { to, scenario } = state.choices.destinations[state.destination] ?? {}
    const { text: token, brought } = state
    void ask<SentAnswer>('send', 'send', { token, to, scenario, brought }, (sent) => become({ sent }))
  },
}

const sign = (written: WrittenFields, then: (token: string) => void): Promise<void> =>
  ask<{ token: string }>('sign', 'sign', orderToSign(state, written), ({ token }) => then(token))

/** The new one takes the place of what was pasted. */
function made(token: string): void {
  become({ isWritten: false })
  actions.show('decoded')
  takeApart(token, false)
}

/** The good one is signed first: then its alg and kid are known. */
async function useNamed(name: BenchState['named']): Promise<void> {
  const { goodOne = writtenFields(state) } = state
  if (name === '') return become({ ...goodOne, ...NO_NAME, brought: undefined })
  const now = sandboxSeconds()
  const payload = goodPayload(goodOne.payload, now, crypto.randomUUID())
  if (payload === undefined) return become({ trouble: 'The payload is no JSON object: a name has nothing to change.' })
  become({ named: name, goodOne })
  await sign({ ...goodOne, payload }, (signed) => {
    if (state.named !== name) return
    try {
      become(namedFields(state.choices, goodOne, signed, name, now))
    } catch {
      become({ trouble: 'The header is no JSON object: a name has nothing to change.' })
    }
  })
  if (state.trouble !== undefined && state.named === name) become({ ...goodOne, ...NO_NAME })
}

const handed = takeHandedToken('/bench')
if (handed === undefined) draw()
else paste(handed, false)
setInterval(() => {
  if (!document.hidden && state.decoded && state.tab === 'decoded') draw()
}, TICK)
