import { CERTIFICATE_FAULTS, KEY_FAULTS } from '#core/control/effect'
import { PRESETS } from '#core/control/presets'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { html } from '#core/page/html'
import { readControl, readRequests, type RequestReaderParts } from '../../live/read-control.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import { FIRST_DRAFT, type ControlPageState } from './control-state.ts'
import { ControlView } from './control.view.ts'

export interface ControlPageParts extends RequestReaderParts {
  house: () => HouseNow
}

/** The control plane of all processes: `?process=serviceb` chooses whom to tell. */
export async function controlPage(
  { ask, plays, house }: ControlPageParts,
  query: Record<string, unknown>,
): Promise<ConsolePage<ControlPageState>> {
  const whom = CONTROLLED_NAMES.find((name) => name === query['process']) ?? ''
  const nothing = { on: '', from: '', trace: '' }
  const [processes, seen] = await Promise.all([
    readControl(ask),
    readRequests({ ask, plays }, { process: whom, ...nothing }),
  ])
  const state: ControlPageState = {
    processes,
    seen,
    presets: Object.entries(PRESETS).map(([name, { about }]) => ({ name, about })),
    keyFaults: Object.entries(KEY_FAULTS).map(([name, about]) => ({ name, about: `${name}: ${about}` })),
    certificateFaults: Object.entries(CERTIFICATE_FAULTS).map(([name, about]) => ({ name, about })),
    whom,
    draft: FIRST_DRAFT,
    later: 0,
  }
  return {
    title: 'Control',
    module: 'apps/console/pages/control/control.browser.ts',
    state,
    body: html`<${ControlView} state=${state} house=${house()} />`,
  }
}
