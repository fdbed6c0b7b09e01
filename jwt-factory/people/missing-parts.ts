import type { PeopleConfig } from './config/people-config.ts'

/** What a configuration may ask for and this program does not have: it is refused, for whoever wrote it counts on it. */
const MISSING: readonly [asks: (config: PeopleConfig) => boolean, fault: string][] = [
  [
    ({ telemetry }) => telemetry.tracesTo !== undefined,
    'telemetry.trace_provider: no traces are sent from here. Write none',
  ],
  [
    ({ telemetry }) => telemetry.guardsMetrics,
    'telemetry.require_prometheus_authentication: there are no metrics here. Write false',
  ],
]

/** @throws Error with all that a configuration asks for in vain */
export function refuseMissingParts(config: PeopleConfig): void {
  const faults = MISSING.filter(([asks]) => asks(config)).map(([, fault]) => `${config.file}  ${fault}.`)
  if (faults.length > 0) throw new Error(faults.join('\n'))
}
