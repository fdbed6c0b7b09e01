import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { certifiedFolder } from '../folders.ts'
import { openLoneFactory, type LoneFactory } from '../lone-factory.ts'
import { CLIENT_SETTINGS, type ClientSettingName } from './client-settings.ts'
import { CLIENT_ISSUERS, PLACES, type IssuerName, type Place } from './places.ts'

/** Longer than every cache that is measured. Seconds. */
const DAYS = String(3 * 86_400)

export interface RunningIssuers extends Record<IssuerName, LoneFactory> {
  close(): Promise<void>
}

export async function openIssuers(): Promise<RunningIssuers> {
  const keysFolder = await folderOfUsers()
  const [byDefault, declared] = await Promise.all([open('default'), open('declared', { keysFolder })])
  return {
    default: byDefault,
    declared,
    async close() {
      await Promise.all([byDefault.close(), declared.close()])
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}

/** An issuer as users of clients set it, and its URL. */
export async function openIssuerOf(name: ClientSettingName): Promise<{ factory: LoneFactory; issuer: string }> {
  const { env } = CLIENT_SETTINGS[name]
  const factory = await openLoneFactory(env)
  const url = 'FACTORY_URL' in env ? env.FACTORY_URL : factory.urlOf('')
  const port = url.startsWith('http:') ? factory.port : factory.tlsPort
  return { factory, issuer: url.replace(':0', `:${port}`) }
}

const open = (name: IssuerName, options: { keysFolder?: string } = {}) =>
  openLoneFactory({ ...CLIENT_ISSUERS[name].env, FACTORY_TOKEN_LIFETIME: DAYS, KEY_LIFETIME: DAYS }, options)

/** With a clients.json that says for each audience how its tokens are to look. */
async function folderOfUsers(): Promise<string> {
  const folder = await certifiedFolder()
  const file = join(folder, 'jwt-factory', 'clients.json')
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, JSON.stringify(clientsOfUsers()), { mode: 0o600 })
  return folder
}

function clientsOfUsers(): object {
  const apis = Object.entries<Place>(PLACES).flatMap(([name, { audience, other, declared }]) =>
    declared === undefined
      ? []
      : [[name, { audience, ...declared }] as const, [`${name}-other`, { audience: other, ...declared }] as const],
  )
  const audiences = apis.map(([, { audience }]) => audience)
  const servicea = { secret: 'a-secret-of-the-users', audiences, scopes: [] }
  return { servicea, ...Object.fromEntries(apis) }
}
