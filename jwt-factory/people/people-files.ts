import { basename, dirname, resolve } from 'node:path'
import type { Environment } from '#core/config/setting'
import { whyRefused } from '#core/files/file-trouble'
import type { LooseFileLog } from '#core/files/loose-files'
import { readUtf8File } from '#core/files/regular-file'
import { warnOfOpenSecret } from '#core/files/warn-of-open-secret'
import type { PeopleConfig } from './config/people-config.ts'
import { readPeopleConfig } from './config/read-people-config.ts'
import { readInitFile, type InitFile } from './dbinit/read-init-file.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_PEOPLE_FILE = 8_000_000

const DEFAULT_CONFIG = 'config.yaml'

/**
 * Reads the two files that `npm run people` is given.
 * @returns with them, the configuration as the person has named it
 * @throws ConfigFileFault, and Error with a message for the person at the terminal
 */
export async function readPeopleFiles(
  { config: givenConfig = DEFAULT_CONFIG, dbinit }: Readonly<Record<string, string | true>>,
  env: Environment,
): Promise<{ config: PeopleConfig; init: InitFile | undefined; given: string; written: WrittenPeopleConfig }> {
  const given = String(givenConfig)
  const read = async (option: string, file: string) => {
    const path = resolve(env['INIT_CWD'] ?? '.', file)
    const text = await readUtf8File(path, LARGEST_PEOPLE_FILE).catch((cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === 'ENOENT'
      const why = isMissing ? 'it is not there' : (whyRefused(cause) ?? cause.message)
      throw new Error(`${file} cannot be read: ${why}.${isMissing ? ` Name it with ${option} FILE.` : ''}`)
    })
    return { path, text }
  }
  const { path, text } = await read('-config', given)
  const config = readPeopleConfig(text, given, { folder: dirname(path) })
  if (config.users.ldap) (await import('./sources/ldap/open-ldap.ts')).questionsOf(config.users.ldap)
  const init =
    typeof dbinit === 'string' ? readInitFile((await read('-dbinit', dbinit)).text, basename(dbinit)) : undefined
  return { config, init, given, written: { given, path, text } }
}

/** The text of a configuration, with its name as it was given. */
interface WrittenPeopleConfig {
  given: string
  path: string
  text: string
}

/** Warns where others on this machine can read, or write, a configuration with a password in it. */
export async function warnOfOpenPeopleConfig(
  { database, users }: Pick<PeopleConfig, 'database' | 'users'>,
  written: WrittenPeopleConfig,
  log: LooseFileLog,
): Promise<void> {
  const ofDatabase = database.type === 'postgres' ? decodeURIComponent(new URL(database.url).password) : ''
  const passwords = [ofDatabase, users.ldap?.bindPassword ?? ''].filter(Boolean)
  if (passwords.some((password) => written.text.includes(password)))
    await warnOfOpenSecret({ ...written, holds: 'a password' }, log)
}

/** As {@link warnOfOpenPeopleConfig}, and of the file of a database: one that we have made is for nobody else, and a copy may be for all. */
export async function warnOfOpenPeopleFiles(
  config: Pick<PeopleConfig, 'database' | 'users'>,
  written: WrittenPeopleConfig,
  log: LooseFileLog,
): Promise<void> {
  await warnOfOpenPeopleConfig(config, written, log)
  const { database } = config
  if (database.type === 'sqlite')
    await warnOfOpenSecret({ path: database.file, given: database.file, holds: 'what passwords and rights people have' }, log) // prettier-ignore
}

/** How a configuration is read, for the person who wrote it: its defaults are in it, and no secret. */
export function shownConfig({ file: _file, rules, database, users, ...sections }: PeopleConfig): string {
  const place = database.type === 'postgres' ? { type: database.type, url: withoutPassword(database.url) } : database
  const ldap = users.ldap && { ldap: { ...users.ldap, bindPassword: '***' } }
  return `${JSON.stringify({ unsafeClaims: rules.unsafeClaims, database: place, ...sections, users: { ...users, ...ldap } }, undefined, 2)}\n`
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
