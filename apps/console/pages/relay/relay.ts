import { html } from '#core/page/html'
import type { ConsolePage } from '../../shell/shell.ts'
import type { RelayPageState, RelaysNow } from './relay-state.ts'
import { RelayView } from './relay.view.ts'

/** The relays: who listens, who is connected and until when, and what was refused. */
export async function relayPage(read: () => Promise<RelaysNow>): Promise<ConsolePage<RelayPageState>> {
  const state: RelayPageState = { now: await read() }
  return {
    title: 'Relay',
    module: 'apps/console/pages/relay/relay.browser.ts',
    state,
    body: html`<${RelayView} state=${state} />`,
  }
}
