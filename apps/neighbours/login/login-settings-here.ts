import { join } from 'node:path'
import { LOGIN_BELOW, LOGIN_GATEWAY_CLIENT } from '#core/config/login-issuer'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import type { Log } from '#core/log'
import { loadGloo } from '../../gateway/gloo/load-gloo.ts'
import type { LoginSettings } from '#core/login/login-settings'
import { leaveFile } from '../leave-file.ts'
import { LOGIN_CERTIFICATE, LOGIN_CLIENT_SECRET, loginFile, type LoginFileParts } from './login-file.ts'
import { LOGIN_FILE } from './login-parties.ts'

export interface LoginSettingsParts extends LoginFileParts {
  keysFolder: string
  /** FACTORY_URL: the provider is below. */
  issuerUrl: string
  log: Pick<Log, 'warn'>
}

/**
 * How people are logged in by the gateway of scenario 16: from a file as a person would write it, which is left for whoever wants to
 * read it. @throws Error where there is no secret
 */
export async function openLoginSettings(parts: LoginSettingsParts): Promise<LoginSettings> {
  const { keysFolder, log } = parts
  if ((await readClientSecret(keysFolder, LOGIN_GATEWAY_CLIENT)) === undefined) throw new Error(NO_LOGIN_SECRET)
  const text = loginFile({ ...parts, issuerUrl: `${parts.issuerUrl.replace(/\/$/, '')}${LOGIN_BELOW}` })
  await leaveFile(join(keysFolder, 'neighbours', LOGIN_FILE), text, log)
  const file = (path: string) => ({ given: path, path: join(keysFolder, path) })
  const { settings } = await loadGloo([{ file: LOGIN_FILE, text }], {
    ports: new Map(),
    destinations: new Map(),
    certificates: new Map([
      [LOGIN_CERTIFICATE, { cert: file('tls/neighbours.pem'), key: file('tls/neighbours.key.pem') }],
    ]),
    clientSecrets: new Map([
      [LOGIN_CLIENT_SECRET, { given: 'client-secret', path: clientSecretFile(keysFolder, LOGIN_GATEWAY_CLIENT) }],
    ]),
  })
  const [login] = settings.values()
  if (!login) throw new Error(`${LOGIN_FILE} logs nobody in`)
  return login
}

const NO_LOGIN_SECRET = `there is no ${LOGIN_GATEWAY_CLIENT}/client-secret: jwt-factory leaves it in the folder for keys when it starts (LOGIN=on)`
