/** What browsers start on the pages of the console, and how these look: by their paths from the folder of the project. */
export const MODULES = [
  'apps/console/pages/stage/stage.browser.ts',
  'apps/console/pages/trace/plays.browser.ts',
  'apps/console/pages/trace/trace.browser.ts',
  'apps/console/pages/keys/keys.browser.ts',
  'apps/console/pages/control/control.browser.ts',
  'apps/console/pages/bench/bench.browser.ts',
  'apps/console/pages/clients/clients.browser.ts',
  'apps/console/pages/registry/registry.browser.ts',
  'apps/console/pages/mesh/mesh.browser.ts',
  'apps/console/pages/gateway/gateway.browser.ts',
  'apps/console/pages/relay/relay.browser.ts',
]

const SHEETS = [
  'shell',
  'picture',
  'stage',
  'stage-sizes',
  'says',
  'diagram',
  'trace',
  'plays',
  'parts',
  'keys',
  'time-line',
  'control',
  'faults',
  'bench',
  'bench-fields',
  'clients',
  'registry',
  'mesh',
  'gateway',
  'print',
]
export const STYLES = SHEETS.map((name) => `apps/console/style/${name}.css`)
