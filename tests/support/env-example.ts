import { houseSettings } from '#core/config/house'
import { portSettings, urlSettings } from '#core/config/process-settings'
import { PROCESS_NAMES, rowOf, type ProcessName } from '#core/config/processes'
import { fallbackOf, type Setting, type Shape } from '#core/config/setting'
import { gatewaySettings } from '../../apps/gateway/settings.ts'
import { keygenSettings } from '../../apps/keygen/config.ts'
import { playSettings } from '../../apps/play/config.ts'
import { sandboxSettings } from '../../apps/sandbox/config.ts'
import { SETTINGS_OF } from '../../apps/sandbox/settings.ts'
import { workshopSettings } from '../../apps/workshop/config.ts'
import { peopleSettings } from '../../jwt-factory/people/settings.ts'

/** The settings of every process, by the command that starts it. */
export const SCHEMAS: Record<string, Shape> = {
  'npm start': sandboxSettings,
  ...Object.fromEntries(PROCESS_NAMES.map((name) => [`npm run ${name}`, SETTINGS_OF[name]])),
  'npm run keys': keygenSettings,
  'npm run play': playSettings,
  'npm run gateway': gatewaySettings,
  'npm run people': peopleSettings,
  'npm run workshop': workshopSettings,
}

const HEADING = `# Every setting of the sandbox, with its default. Nothing here is needed: the defaults run.
# To change one: cp .env.example .env, then edit .env. What the environment says wins over .env.
# This file is made from the schemas (config.ts of each process); a test keeps it true.
`

/** Renders `.env.example`: every variable of every process, with its sentence and its default. */
export function renderEnvExample(): string {
  const settings = new Map(Object.values(SCHEMAS).flatMap((shape) => Object.values(shape).map((s) => [s.variable, s])))
  const take = (isWanted: (variable: string) => boolean) => {
    const taken = [...settings.values()].filter(({ variable }) => isWanted(variable))
    for (const { variable } of taken) settings.delete(variable)
    return taken
  }
  const house = new Set(variablesOf(houseSettings))
  const sections = [
    section(
      'The house: all processes',
      take((variable) => house.has(variable)),
    ),
    ...PROCESS_NAMES.map((name) => section(name, inOrder(take(belongsTo(name))))),
    section(
      'The workshop',
      take((variable) => variable.startsWith('WORKSHOP_')),
    ),
    section(
      'Services A, B and C',
      take(() => true),
    ),
  ]
  return [HEADING, ...sections].join('\n')
}

/** Those that carry its name, and those that no other process reads. */
function belongsTo(name: ProcessName): (variable: string) => boolean {
  const own = new Set(variablesOf(SETTINGS_OF[name]))
  for (const other of PROCESS_NAMES) {
    if (other !== name) for (const variable of variablesOf(SETTINGS_OF[other])) own.delete(variable)
  }
  return (variable) => own.has(variable) || variable.startsWith(`${rowOf(name).prefix}_`)
}

const variablesOf = (shape: Shape) => Object.values(shape).map(({ variable }) => variable)

/** Where it listens, where it is found, and then what it has of its own. */
function inOrder(settings: Setting<unknown>[]): Setting<unknown>[] {
  const first = variablesOf({ ...portSettings, ...urlSettings })
  const rank = ({ variable }: Setting<unknown>) => (first.indexOf(variable) + first.length + 1) % (first.length + 1)
  return settings.toSorted((a, b) => rank(a) - rank(b))
}

function section(title: string, settings: Setting<unknown>[]): string {
  return `# --- ${title} ---\n\n${settings.map(line).join('\n')}`
}

/** What follows from other settings is left out of the way, or it would no longer follow. */
function line(setting: Setting<unknown>): string {
  const follows = typeof setting.fallback === 'function'
  const assignment = `${setting.variable}=${fallbackOf(setting, {})}`
  return `# ${setting.about}${follows ? ' Follows from HOST and the TLS port.' : ''}\n${follows ? '# ' : ''}${assignment}\n`
}
