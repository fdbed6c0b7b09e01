import { html } from '#core/page/html'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import type { ConsolePage } from '../../shell/shell.ts'
import type { JudgeState } from './judge-state.ts'
import { JudgeView } from './judge.view.ts'

/** One token before every judge: nothing of a token is in its address. */
export function judgePage(): ConsolePage<JudgeState> {
  const state: JudgeState = {
    named: NAMED_TOKEN_IDS.map((id) => ({ id, title: NAMED_TOKENS[id].title })),
    text: '',
    name: '',
    expected: { aud: '', iss: '', at: '' },
    keys: '',
  }
  return {
    title: 'Judges',
    module: 'apps/console/pages/judge/judge.browser.ts',
    state,
    body: html`<${JudgeView} state=${state} />`,
  }
}
