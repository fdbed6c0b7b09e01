import { ConfigFault } from '#core/config/read-config'
import { errorText } from '#core/error-text'
import { Problem } from '#core/http/problem'
import type { Environment } from '#core/config/setting'
import { VARIABLES } from '#core/config/unknown-settings'
import type { Algorithm } from '#core/token/algorithms'
import type { BeforeAnswer, Shaping } from '../jwt-factory/control/shaping.ts'
import type { TokenToSign } from '../jwt-factory/registered-clients/token-shapes.ts'
import type { TokenClaims } from './tokens/token-order.ts'
import { tellUnknown } from './unknown-name.ts'

/** A token that is about to be signed. */
export interface KitTokenToSign<Own extends object = object> extends Omit<TokenToSign, 'claims'> {
  claims: TokenClaims & Partial<Own>
}

/** What a test says of its issuer, or of its sandbox. */
export interface KitOptions<
  Audience extends string = string,
  Own extends object = object,
  IsTls extends boolean = boolean,
> {
  /** For whom tokens are: the names of your services. The first is meant where a token names none. Absent: any name. */
  audiences?: readonly Audience[]
  /** Claims of every token, and of which types yours are: a token that gives them another type does not compile. */
  claims?: Own
  /** By which keys it signs: by the first where nothing else is said. ES256, when absent. */
  algorithms?: readonly [Algorithm, ...Algorithm[]]
  /** False for plain HTTP, for clients that cannot be told of an authority. */
  tls?: IsTls
  /** How long a token lives. Seconds; an hour, when absent. */
  lifetimeSeconds?: number
  /**
   * Called before a token is signed, whether the test makes it or a client fetches it: changes its claims and its header, or returns others.
   * What the client has sent stands in `parameters`. Tokens of people who log in are none of these.
   */
  beforeToken?(
    token: KitTokenToSign<Own>,
  ): void | Partial<KitTokenToSign<Own>> | Promise<void | Partial<KitTokenToSign<Own>>>
  /** Called before each answer of the issuer, faults included: changes its `status`, `headers` and `body`. */
  beforeAnswer?: BeforeAnswer
  /** Settings by their names in .env.example, over those of the test kit. */
  settings?: Environment
  /** Log lines; dropped when absent. */
  log?: (line: string) => void
}

export const DEFAULT_ALGORITHM: Algorithm = 'ES256'
export const DEFAULT_LIFETIME_SECONDS = 3600

/** The names of all options: none can be forgotten here. */
export const KIT_OPTION_NAMES = Object.keys({
  audiences: true,
  claims: true,
  algorithms: true,
  tls: true,
  lifetimeSeconds: true,
  beforeToken: true,
  beforeAnswer: true,
  settings: true,
  log: true,
} satisfies Record<keyof KitOptions, true>)

/**
 * What a process of a test reads in place of an environment: nothing of it stays, and nobody beyond this machine reaches it.
 * @throws TypeError for a list of no audience, and for a setting that there is not
 */
export function kitSettings(options: KitOptions, keysFolder: string, url: string): Environment {
  if (options.audiences?.length === 0)
    throw new TypeError('audiences names one of your services at least; left out, tokens may be for anybody.')
  const unknown = Object.keys(options.settings ?? {}).find((name) => !VARIABLES.includes(name))
  if (unknown !== undefined)
    throw new TypeError(`settings: ${tellUnknown('setting', unknown, VARIABLES)} .env.example has all of them.`)
  const { algorithms: [algorithm] = [DEFAULT_ALGORITHM], lifetimeSeconds = DEFAULT_LIFETIME_SECONDS } = options
  return {
    STORE: 'memory',
    HOST: 'localhost',
    FACTORY_URL: url,
    ALGORITHM: algorithm,
    FACTORY_TOKEN_LIFETIME: String(lifetimeSeconds),
    ...options.settings,
    KEYS_FOLDER: keysFolder,
  }
}

/** A callback that throws is a fault of the test: the answer says so, and the terminal does. */
export const shapingOf = ({ beforeToken, beforeAnswer }: KitOptions): Shaping => ({
  beforeToken:
    beforeToken &&
    (async (token) => {
      try {
        return await beforeToken(token)
      } catch (error) {
        throw callbackThrew('beforeToken', error)
      }
    }),
  beforeAnswer:
    beforeAnswer &&
    ((answer) => {
      try {
        beforeAnswer(answer)
      } catch (error) {
        throw callbackThrew('beforeAnswer', error)
      }
    }),
})

function callbackThrew(name: string, error: unknown): Problem {
  const detail = `The callback ${name} of your test threw: ${errorText(error)}`
  process.emitWarning(detail, 'JwtSandboxWarning')
  return new Problem('bug', detail, { cause: error })
}

/** The options behind the settings that the kit makes of them; all others stand in `settings`. */
const OPTION_OF_SETTING: Readonly<Record<string, string>> = {
  ALGORITHM: 'algorithms',
  FACTORY_TOKEN_LIFETIME: 'lifetimeSeconds',
  OWN_SERVICES: 'serviceb, servicec',
  SERVICEB_URL: 'serviceb.url',
  SERVICEC_URL: 'servicec.url',
  SERVICEB_CA: 'serviceb.ca',
  SERVICEC_CA: 'servicec.ca',
}

/** What is wrong with settings, as whoever has called the kit finds it: by the names of the options. Any other error stays as it is. */
export function inOptions(error: unknown, { settings = {} }: KitOptions): unknown {
  if (!(error instanceof ConfigFault)) return error
  const nameOf = (variable: string) =>
    Object.hasOwn(settings, variable) ? `settings.${variable}` : (OPTION_OF_SETTING[variable] ?? `settings.${variable}`)
  const faults = error.faults.map(({ variable, message }) => ({ variable: nameOf(variable), message }))
  return new ConfigFault(faults, 'Fix it in the options of the call.')
}
