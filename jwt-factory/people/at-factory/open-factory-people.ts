import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { AppParts } from '#core/http/app'
import type { ToldKeySet } from '#core/control/told-keys'
import { addressesOf, isLoopback } from '#core/http/loopback'
import type { Route } from '#core/http/routes'
import { createSpacedStore } from '#core/store/spaced-store'
import { mirroredDirectory } from '../audit/mirrored-directory.ts'
import { composePeople } from '../compose-people.ts'
import type { LdapSource, PeopleConfig } from '../config/people-config.ts'
import { createDirectory } from '../directory/directory.ts'
import { openArgon2id } from '../passwords/argon2id.ts'
import { createPasswords, type Passwords } from '../passwords/passwords.ts'
import { openPlayPeople } from '../plays/open-play-people.ts'
import type { FactoryPeopleParts } from './factory-people-parts.ts'
import { factoryPeopleConfig, namingVariable, readPeopleFile } from './factory-people-config.ts'
import { createLatePeople } from './late-people.ts'
import type { PeopleForLogin } from './people-for-login.ts'
import { createPasswordFile, PASSWORD_FILE } from './password-file.ts'
import { watchedRoutes } from './watched-routes.ts'

/** What stands in the folder of the factory of its people: keys, and the password of who may do everything. */
export const PEOPLE_FILES = ['people.keys', 'example-people.keys', 'play-people.keys', PASSWORD_FILE]

export interface FactoryPeople {
  routes: Route[]
  /** Absent: there are none who could log in. */
  forLogin?: PeopleForLogin
  /** The public keys of those that are open. */
  keySets(): ToldKeySet[]
  close(): Promise<void>
}

/**
 * People at the ports of the factory. Their files are read when it starts, so that whoever wrote them hears what is wrong; all else is opened
 * when somebody first asks. The examples have a room of their own, so that nobody meets them where others can come.
 * @throws ConfigFault for files that cannot be used
 */
export async function openFactoryPeople(parts: FactoryPeopleParts): Promise<FactoryPeople> {
  const { argon2id, close } = openArgon2id()
  const passwords = createPasswords(argon2id) // one at a time, whoever asks
  const people = parts.config.people ? await openAdministered(parts, passwords) : undefined
  const plays = openPlayPeople({ ...parts, passwords })
  return {
    routes: [...(people?.routes ?? []), ...plays.routes],
    ...(people?.forLogin && { forLogin: people.forLogin }),
    keySets: () => [...(people?.keySets() ?? []), ...plays.keySets()],
    close: async () => void (await Promise.all([people?.close(), plays.close(), close()])),
  }
}

async function openAdministered(parts: FactoryPeopleParts, passwords: Passwords): Promise<FactoryPeople> {
  const {
    config: settings,
    store,
    lastingStore,
    clock,
    machine,
    log,
    logTail,
    guard,
    control,
    folder,
    isShared,
    url,
  } = parts
  const isHere = addressesOf(settings.host).every(isLoopback)
  const isExample = settings.peopleInit === undefined && isHere
  const name = isExample ? 'example-people' : 'people'
  const place = { folder, name, isShared, issuer: `${url.replace(/\/$/, '')}/people` }
  const config = await factoryPeopleConfig(settings.peopleConfig, place, log)
  const init = settings.peopleInit === undefined ? undefined : await initFrom(settings.peopleInit)
  const lasting = createSpacedStore(lastingStore, name) // with the audit log: no change stays without its entry
  const directory = createDirectory(lasting)
  const own = createSpacedStore(store, name)
  const late = createLatePeople({
    control,
    log,
    async open() {
      const { fillPeople, openPeopleRings } = await import('../open-people.ts')
      const begin = isExample ? await exampleInit() : init
      const tellPassword = (user: string) => tellFile(user, log)
      const passwordFile = createPasswordFile(folder, machine)
      await fillPeople(directory, config, { clock: machine, init: begin, tellPassword, passwordFile })
      const keys = { store: own, clock, machine, layer: control.layer, storeSecret: settings.storeSecret }
      return openPeopleRings(config, { ...keys, log })
    },
  })
  const { rings } = late
  const { ldap } = config.users
  const mirrored = mirroredDirectory(lasting, directory, { clock: machine, machine })
  const ldapParts = { directory: mirrored, rules: config.rules, clock: machine, machine, log }
  const openLdap = async (source: LdapSource) => (await import('../sources/ldap/open-ldap.ts')).openLdap(source, ldapParts) // prettier-ignore
  const otherDirectories = ldap ? [await namingVariable('PEOPLE_CONFIG', () => openLdap(ldap))] : []
  const { tracesTo } = config.telemetry
  const spans = tracesTo === undefined ? undefined : await openSpansTo(tracesTo, parts)
  const answering = {
    auditing: { store: lasting, clock: machine },
    otherDirectories,
    config,
    store: own,
    clock,
    machine,
    rings,
    directory,
    passwords,
    log,
    guard,
    control,
  }
  if (isExample) log.info({ advice: KNOWN_TO_ALL }, 'people-are-examples')
  if (!isHere) log.warn({ host: settings.host, advice: AT_PLAIN_PORT }, 'passwords-without-tls')
  const composed = composePeople(answering)
  return {
    forLogin: {
      login: composed.login.login,
      loginAudit: composed.login.loginAudit,
      asking: { machine, timeout: config.server.timeout },
      directory,
      providers: otherDirectories.map(({ name }) => name),
      opening: late.opening,
    },
    keySets: () => (late.isOpen() ? [keySetOfPeople(config, composed.keySet().keys)] : []),
    routes: watchedRoutes(answering, composed, { startedAt: machine.now(), logTail, spans }, late),
    close: () => late.close().finally(() => spans?.close()),
  }
}

const keySetOfPeople = ({ tokens: { issuer } }: PeopleConfig, keys: ToldKeySet['keys']): ToldKeySet => ({
  name: 'the people of the factory',
  issuers: issuer === undefined ? [] : [issuer],
  keys,
})

/** What talks to a collector is loaded where there is one. */
async function openSpansTo(url: string, { config, machine, log }: FactoryPeopleParts) {
  const { openSpans } = await import('../telemetry/open-spans.ts')
  return openSpans(url, { name: 'jwt-factory', clock: machine, log, host: config.host })
}

const KNOWN_TO_ALL =
  'tester (password tester) and stoke (password admin) can log in at /api/login: everybody knows them. They are there as long as nobody beyond this machine reaches HOST; PEOPLE_INIT names others'

const AT_PLAIN_PORT =
  'whoever is on the way reads the passwords that come to the plain port: let people log in at the TLS port alone'

async function initFrom(path: string) {
  const text = await readPeopleFile('PEOPLE_INIT', path)
  const { readInitFile } = await import('../dbinit/read-init-file.ts')
  return namingVariable('PEOPLE_INIT', () => readInitFile(text, basename(path)))
}

async function exampleInit() {
  const { readInitFile } = await import('../dbinit/read-init-file.ts')
  return readInitFile(await readFile(new URL('../example/dbinit.yaml', import.meta.url), 'utf8'), 'dbinit.yaml')
}

/** No log has the password itself. */
const tellFile = (user: string, log: AppParts['log']) =>
  log.warn({ user, file: PASSWORD_FILE, advice: KEPT_PASSWORD }, 'superuser-made')

const KEPT_PASSWORD = 'the password is in this file, beside the keys of the factory: remove it when you know it'
