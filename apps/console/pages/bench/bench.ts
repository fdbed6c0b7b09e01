import { html } from '#core/page/html'
import { benchChoices, type ChoiceParts } from '../../bench/choices.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { BenchState } from './bench-state.ts'
import { BenchView } from './bench.view.ts'

/** The token bench: nothing of a token is in its address. `?to=serviceb&scenario=5` says who is to be sent one. */
export async function benchPage(
  parts: ChoiceParts,
  { to, scenario }: Record<string, unknown>,
): Promise<ConsolePage<BenchState>> {
  const choices = await benchChoices(parts)
  const at = choices.destinations.findIndex((each) => each.to === to && String(each.scenario) === scenario)
  const state: BenchState = {
    choices,
    tab: 'decoded',
    text: '',
    keys: { from: 'ring', value: choices.rings[0] ?? '' },
    expected: { issuer: '', audience: '', type: '', subject: '', required: '', maxLifetime: '', leeway: '', clock: '' },
    isFitted: false,
    showsAll: false,
    signer: 0,
    material: '',
    header: '{\n  "typ": "JWT"\n}',
    payload: '{\n  "iss": "https://jwt-factory/",\n  "sub": "servicea",\n  "aud": "serviceb"\n}',
    isExact: false,
    named: '',
    differs: [],
    destination: Math.max(0, at),
    isDestinationChosen: at >= 0,
  }
  return {
    title: 'Token bench',
    module: 'apps/console/pages/bench/bench.browser.ts',
    state,
    body: html`<${BenchView} state=${state} now=${choices.now} />`,
  }
}
