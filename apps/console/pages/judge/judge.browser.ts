import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import { handToken, takeHandedToken } from '../bench/hand-over.browser.ts'
import { takenOut } from '../bench/taken-out.ts'
import { judgeOrder } from './judge-order.ts'
import type { JudgeActions, JudgedByAll, JudgeState } from './judge-state.ts'
import { JudgeView } from './judge.view.ts'

const page = startPage<JudgeState>(() => undefined)
const main = document.querySelector('#main')
let state = page.state
/** What was asked last; an answer to an earlier question is not shown. */
let questions = 0

function become(change: Partial<JudgeState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${JudgeView} state=${state} actions=${actions} />`, main)
}

/** What belonged to the earlier question goes. */
function ask(change: Partial<JudgeState>): void {
  questions++
  page.holdsWork()
  become({ ...change, judged: undefined, trouble: undefined, isWaiting: undefined })
}

const actions: JudgeActions = {
  paste(pasted) {
    const found = takenOut(pasted)
    ask({ text: found ?? pasted, isTakenOut: found !== undefined, name: '' })
  },
  choose: (name) => ask({ name }),
  expect: (field, value) => ask({ expected: { ...state.expected, [field]: value } }),
  giveKeys: (keys) => ask({ keys }),
  judge: () => void judge(),
  toBench: () => handToken(state.text, '/bench'),
}

async function judge(): Promise<void> {
  const mine = ++questions
  become({ isWaiting: true, trouble: undefined })
  let change: Partial<JudgeState>
  try {
    change = { judged: await page.ask<JudgedByAll>('POST', '/control/judge', judgeOrder(state)) }
  } catch (error) {
    change = { trouble: error instanceof Error ? error.message : String(error) }
  }
  if (mine !== questions) return
  become({ ...change, isWaiting: undefined })
  showResult('.judge-trouble, .judge-result')
}

const handed = takeHandedToken('/judge')
become({})
if (handed !== undefined) {
  actions.paste(handed)
  actions.judge()
}
