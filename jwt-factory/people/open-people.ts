import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { isLocalName } from '#core/http/local'
import type { Log } from '#core/log'
import { warnOfKeyFiles } from '#core/process/announce'
import type { KeyRings } from '#core/rings/key-rings'
import { startRotation } from '#core/rings/start-rotation'
import type { Store } from '#core/store/store'
import { mirroredDirectory } from './audit/mirrored-directory.ts'
import type { PeopleConfig } from './config/people-config.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import { fillDirectory } from './fill-directory.ts'
import { openPeopleKeys, type PeopleKeysParts } from './keys/open-people-keys.ts'
import { openDatabase } from './open-database.ts'
import { openArgon2id } from './passwords/argon2id.ts'
import { createPasswords } from './passwords/passwords.ts'
import { createPeople } from './people.ts'
import { openPeoplePort } from './people-port.ts'
import { openSpans } from './telemetry/open-spans.ts'
import { ANY_ORIGIN, type PeopleWorld } from './people-parts.ts'

/**
 * Opens the database of a configuration, with the people in it that it is to begin with.
 * @throws StoreUnavailable; ConfigFileFault and Error with a message for the person at the terminal
 */
export async function openPeopleStore(config: PeopleConfig, world: PeopleWorld): Promise<Store> {
  const store = await openDatabase(config.database, world)
  try {
    await fillPeople(createDirectory(store), config, world)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Puts into a directory whom a configuration begins with. @throws as {@link openPeopleStore} */
export async function fillPeople(
  directory: Directory,
  { rules, users }: PeopleConfig,
  { clock, init, tellPassword, passwordFile }: Pick<PeopleWorld, 'clock' | 'init' | 'tellPassword' | 'passwordFile'>,
): Promise<void> {
  const { argon2id, close } = openArgon2id()
  const { make } = createPasswords(argon2id)
  const facts = { rules, createsStokeClaims: users.createsStokeClaims, now: clock.now(), init }
  try {
    await fillDirectory(directory, facts, { make, tellPassword, passwordFile })
  } finally {
    await close()
  }
}

/**
 * Opens the keys that sign for people, which change by themselves from now on, and says what is unsafe about a configuration.
 * @throws StoreUnavailable; Error where keys are to be shared and nothing seals them
 */
export async function openPeopleRings(
  config: PeopleConfig,
  { log, ...parts }: PeopleKeysParts & { log: Log },
): Promise<{ rings: KeyRings; close(): Promise<void> }> {
  const rings = await openPeopleKeys(config, parts)
  warnOfKeyFiles(log, rings)
  if (config.dialect === 'stoke') log.warn({ advice: AS_STOKE }, 'dialect-is-unsafe')
  if (config.rules.unsafeClaims) log.warn({ advice: WITH_COMMAS }, 'claims-are-unsafe')
  return { rings, close: startRotation(rings, parts.clock, log, parts.machine).stop }
}

/** Takes its port, opens what logins need, and serves. @throws as {@link openPeopleStore}, and what the platform says of the port */
export async function openPeople(
  config: PeopleConfig,
  world: PeopleWorld,
): Promise<{ port: number; close(): Promise<void> }> {
  const { clock, log, traces, storeSecret } = world
  const { allowedOrigins } = config.server
  const host = config.server.host ?? world.host
  const ports = await openPeoplePort(config.server, { host, clock, log })
  const closers = [ports.close]
  try {
    const store = await openPeopleStore(config, world)
    closers.push(store.close)
    const { rings, close: closeRings } = await openPeopleRings(config, { store, clock, storeSecret, log })
    closers.push(closeRings)
    const { argon2id, close } = openArgon2id()
    closers.push(close)
    const origins = allowedOrigins.filter((origin) => origin !== ANY_ORIGIN)
    const guard = createGuard({ host, allowedHosts: world.allowedHosts, tlsNames: ports.names, allowedOrigins: origins, urls: [] }) // prettier-ignore
    const control = createControl({ machine: clock, isOn: false })
    const { tracesTo } = config.telemetry
    const spans = tracesTo === undefined ? undefined : openSpans(tracesTo, { name: 'people', clock, log, host })
    if (spans) closers.push(spans.close)
    const watch = { startedAt: clock.now(), logTail: world.logTail, spans }
    const frame = { name: 'people', log, traces, guard, control, machine: clock, clock }
    const passwords = createPasswords(argon2id)
    const directory = createDirectory(store)
    const { ldap } = config.users
    const mirrored = mirroredDirectory(store, directory, { clock, machine: clock })
    const ldapParts = { directory: mirrored, rules: config.rules, clock, machine: clock, log }
    const otherDirectories = ldap ? [await (await import('./sources/ldap/open-ldap.ts')).openLdap(ldap, ldapParts)] : []
    ports.serve(createPeople({ ...frame, watch, config, store, rings, directory, passwords, otherDirectories }))
    log.info({ url: `${ports.scheme}://${isLocalName(host) ? 'localhost' : host}:${ports.port}`, dialect: config.dialect }, 'people-listen') // prettier-ignore
    if (!isLocalName(host) && ports.scheme === 'http')
      log.warn({ host, advice: OPEN_WITHOUT_TLS }, 'passwords-without-tls')
  } catch (error) {
    await closeAll(closers)
    throw error
  }
  return { port: ports.port, close: () => closeAll(closers) }
}

/** The port first, so that nobody asks for what is closed; then what was opened last. */
async function closeAll([closePort, ...others]: (() => Promise<void>)[]): Promise<void> {
  await closePort?.()
  for (const close of others.toReversed()) await close()
}

const OPEN_WITHOUT_TLS = 'whoever is on the way reads the passwords: name a certificate in server.tls_public_cert, put a proxy with TLS before it, or leave server.address empty' // prettier-ignore
const AS_STOKE = 'dialect: stoke renews tokens as often as they come, and refuses all with 401: it is for lessons'
const WITH_COMMAS = 'unsafe_claims: true lets a value be several: whoever changes claims may do everything'
