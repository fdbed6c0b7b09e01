import { basename, dirname, join } from 'node:path'
import { ConfigFileFault } from '#core/config/file-faults'
import { ConfigFault } from '#core/config/read-config'
import type { LooseFileLog } from '#core/files/loose-files'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { isObject } from '#core/token/claims'
import type { PeopleConfig } from '../config/people-config.ts'
import { OWN_CONFIG } from './own-config.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_NAMED_FILE = 8_000_000

export interface FactoryPeoplePlace {
  /** Where the factory keeps what is its own. */
  folder: string
  /** The room of these people: their part of the store, and of the folder. */
  name: string
  /** Keys are sealed in the store, where several factories share it. */
  isShared: boolean
  /** Whose tokens these are, unless the file says so. */
  issuer: string
}

/**
 * How people are at the factory: as a file of Stoke's says, or by itself. Its store, its ports and its log are those of the factory.
 * @throws ConfigFault for a file that cannot be used, with all that is wrong with it
 */
export async function factoryPeopleConfig(
  file: string | undefined,
  place: FactoryPeoplePlace,
  log: LooseFileLog,
): Promise<PeopleConfig> {
  const config = file === undefined ? OWN_CONFIG : await configFrom(file, log)
  const issuer = config.tokens.issuer ?? place.issuer
  const database: PeopleConfig['database'] = place.isShared
    ? { type: 'postgres', url: '' } // whatever it is: the store is open
    : { type: 'sqlite', file: join(place.folder, place.name) }
  return { ...config, database, tokens: { ...config.tokens, issuer } }
}

async function configFrom(path: string, log: LooseFileLog): Promise<PeopleConfig> {
  const text = await readPeopleFile('PEOPLE_CONFIG', path)
  const [{ readPeopleConfig }, { readYaml }, { warnOfOpenPeopleConfig }] = await Promise.all([
    import('../config/read-people-config.ts'),
    import('#core/config/yaml-text'),
    import('../people-files.ts'),
  ])
  const file = basename(path)
  const read = await namingVariable('PEOPLE_CONFIG', () => {
    const config = readPeopleConfig(text, file, { folder: dirname(path) })
    const { value, lineOf } = readYaml(text)
    const faults = Object.entries(OF_THE_FACTORY)
      .map(([key, message]) => ({ path: key.split('.'), message: `${key} ${message}` }))
      .filter((each) => hasKey(value, each.path))
      .map((each) => ({ line: lineOf(each.path), message: each.message }))
    if (faults.length > 0) throw new ConfigFileFault(file, faults)
    return config
  })
  await warnOfOpenPeopleConfig(read, { given: path, path, text }, log)
  return read
}

function hasKey(value: unknown, [key = '', ...rest]: readonly string[]): boolean {
  const member = isObject(value) ? value[key] : undefined
  return rest.length === 0 || member === undefined ? member !== undefined && member !== null : hasKey(member, rest)
}

/** What is said elsewhere: a setting that is accepted is honoured. */
const OF_THE_FACTORY: Readonly<Record<string, string>> = {
  database: 'is the store of the factory here: set STORE, and leave this out',
  logging: 'is the log of the factory here: set LOG_LEVEL and LOG_FORMAT, and leave this out',
  'server.address': 'is where the factory listens here: set HOST, and leave this out',
  'server.port': 'is where the factory listens here: set FACTORY_PORT, and leave this out',
  'server.tls_private_key': 'is not needed here: the factory has TLS at FACTORY_TLS_PORT. Leave this out',
  'server.tls_public_cert': 'is not needed here: the factory has TLS at FACTORY_TLS_PORT. Leave this out',
  'server.allowed_hosts': 'is for the whole factory here: set ALLOWED_ORIGINS, and leave this out',
}

/** @throws ConfigFault for a file that cannot be read */
export async function readPeopleFile(variable: string, file: string): Promise<string> {
  return readUtf8File(file, LARGEST_NAMED_FILE).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'it is not there' : (whyRefused(error) ?? error.message)
    throw new ConfigFault([{ variable, message: `names ${file}, which cannot be read: ${why}` }])
  })
}

/** What is wrong with a file, or with what it names, for whoever has named it. */
export async function namingVariable<Result>(variable: string, read: () => Result): Promise<Awaited<Result>> {
  try {
    return await read()
  } catch (error) {
    const isOfFile = error instanceof ConfigFileFault || (error instanceof Error && error.constructor === Error)
    if (!isOfFile) throw error
    throw new ConfigFault([{ variable, message: `names a file with faults:\n${error.message}` }])
  }
}
