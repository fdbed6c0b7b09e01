import { html } from '#core/page/html'
import { readRegistry } from '../../api/registry-routes.ts'
import type { AskProcess } from '../../live/ask.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import { readRegistryFilter, type RegistryState } from './registry-state.ts'
import { RegistryView } from './registry.view.ts'

/** The keys that services publish, and what people decide about them: `?like=demo` shows those with that in their name. */
export async function registryPage(
  ask: AskProcess,
  query: Record<string, unknown>,
): Promise<ConsolePage<RegistryState>> {
  const filter = readRegistryFilter(query)
  const state: RegistryState = { registry: await readRegistry(ask, filter), filter, opened: [] }
  return {
    title: 'Key registry',
    module: 'apps/console/pages/registry/registry.browser.ts',
    state,
    body: html`<${RegistryView} state=${state} />`,
  }
}
