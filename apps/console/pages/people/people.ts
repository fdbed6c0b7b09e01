import { html } from '#core/page/html'
import { readPeople } from '../../live/read-people.ts'
import type { AskProcess } from '../../live/ask.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { PeoplePageState } from './people-state.ts'
import { PeopleView } from './people.view.ts'

/** People: who there is, what their next tokens say, the keys that sign them, and what was last. */
export async function peoplePage(ask: AskProcess, factoryPort: number): Promise<ConsolePage<PeoplePageState>> {
  const state: PeoplePageState = { now: await readPeople(ask), adminUrl: `http://localhost:${factoryPort}/admin` }
  return {
    title: 'People',
    module: 'apps/console/pages/people/people.browser.ts',
    state,
    body: html`<${PeopleView} state=${state} />`,
  }
}
