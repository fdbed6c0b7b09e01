import { fallbackOf, type Config, type Environment, type Shape } from './setting.ts'

/** Every fault of the configuration at once, each with its variable, for the person who has to fix it. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  readonly faults: readonly SettingFault[]

  constructor(
    faults: readonly SettingFault[],
    advice = 'Fix it in the environment or in .env; .env.example explains every setting.',
  ) {
    const width = Math.max(...faults.map(({ variable }) => variable.length))
    const lines = faults.map(({ variable, message }) => `${variable.padEnd(width)}  ${message}`)
    super(`${lines.join('\n')}\n${advice}`)
    this.faults = faults
  }
}

/** What is wrong with one variable, as the end of a sentence that begins with its name. */
export interface SettingFault {
  variable: string
  message: string
}

/**
 * Turns the environment into a typed configuration. An empty variable counts as one that is not set.
 * @throws ConfigFault naming every fault
 */
export function readConfig<Settings extends Shape>(shape: Settings, env: Environment): Config<Settings> {
  const { config, faults } = tryConfig(shape, env)
  if (faults.length > 0) throw new ConfigFault(faults)
  return config
}

/** Every fault of several configurations, those of a variable that two of them read once. */
export function faultsOf(shapes: readonly Shape[], env: Environment): SettingFault[] {
  const faults = shapes.flatMap((shape) => tryConfig(shape, env).faults)
  return [...new Map(faults.map((fault) => [fault.variable, fault])).values()]
}

function tryConfig<Settings extends Shape>(shape: Settings, env: Environment) {
  const faults = new Map<string, string>() // by variable, for two settings may read the same one
  const config: Record<string, unknown> = {}
  const unfit = new Map<string, string>()
  for (const [name, setting] of Object.entries(shape)) {
    const text = env[setting.variable] || fallbackOf(setting, env)
    const result = setting.kind.safeParse(text)
    if (result.success) config[name] = result.data
    // A default that follows from another setting can only be wrong because of that one, which is named itself.
    else if (env[setting.variable]) {
      faults.set(setting.variable, `${shownSetting(setting, text)} ${result.error.issues[0]?.message}`)
    } else unfit.set(setting.variable, 'follows from another setting, which is wrong')
  }
  if (faults.size === 0) for (const [variable, message] of unfit) faults.set(variable, message) // that one is none of these
  return {
    config: config as Config<Settings>, // filled name by name, where there are no faults
    faults: [...faults].map(([variable, message]): SettingFault => ({ variable, message })),
  }
}

/** A secret is not repeated, nor an address that may have a password in it: this text ends up on a terminal or in a log. */
const shownSetting = ({ variable }: { variable: string }, text: string) =>
  /_(?:SECRET|TOKEN)$/.test(variable) || text.includes('@') ? `the value (${text.length} characters)` : `"${text}"`
