import { CATALOGUE } from '#attacks'
import { html } from '#core/page/html'
import { trustToSet } from '../../attack-lab/trust-to-set.ts'
import type { ConsoleConfig } from '../../config.ts'
import { CAST_TARGETS, titleOfCast } from '../../attack-lab/cast-routes.ts'
import { PARTY_TARGETS, titleOfParty } from '../../attack-lab/party-targets.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import { formAgainst } from './lab-words.ts'
import type { LabFamily, LabRun, LabState } from './lab-state.ts'
import { LabView } from './lab.view.ts'

/** The catalogue, and the last run: whoever opens the page sees what others began. */
export function labPage(run: LabRun | undefined, config: ConsoleConfig): ConsolePage<LabState> {
  const state: LabState = {
    families: labFamilies(),
    targets: [
      ...CAST_TARGETS.map((id) => ({ id, ...titleOfCast(id) })),
      ...PARTY_TARGETS.map((id) => ({ id, ...titleOfParty(id) })),
    ],
    toSet: trustToSet(config),
    ...formAgainst(run?.whom ?? { cast: 'serviceb-scenario7' }),
    withKeys: false,
    run,
  }
  return {
    title: 'Attack lab',
    module: 'apps/console/pages/attack-lab/lab.browser.ts',
    state,
    body: html`<${LabView} state=${state} />`,
  }
}

const labFamilies = (): LabFamily[] =>
  [...Map.groupBy(CATALOGUE, ({ family }) => family)].map(([name, cases]) => ({
    name,
    cases: cases.map(({ id, title, class: klass, severity, expects, references }) => ({
      id,
      title,
      class: klass,
      severity,
      expects,
      references,
    })),
  }))
