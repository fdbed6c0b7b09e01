import { html } from '#core/page/html'
import { readRings, type RingReaderParts } from '../../live/read-rings.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { KeysState } from './keys-state.ts'
import { KeysView } from './keys.view.ts'
import { readRingFilter } from './ring-filter.ts'

export interface KeysPageParts extends RingReaderParts {
  house: () => HouseNow
}

/** All rings with their keys on a time line: `?like=demo` shows those with that in their name. */
export async function keysPage(
  { ask, clock, plays, house }: KeysPageParts,
  query: Record<string, unknown>,
): Promise<ConsolePage<KeysState>> {
  const filter = readRingFilter(query)
  const state: KeysState = {
    rings: await readRings({ ask, clock, plays }, filter),
    filter,
    later: 0,
    opened: [],
    news: [],
    by: '',
  }
  return {
    title: 'Keys',
    module: 'apps/console/pages/keys/keys.browser.ts',
    state,
    body: html`<${KeysView} state=${state} house=${house()} />`,
  }
}
