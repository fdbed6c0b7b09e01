import { hash } from 'node:crypto'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { Clock } from '#core/clock'
import { createSpacedStore } from '#core/store/spaced-store'
import type { Store } from '#core/store/store'
import type { BegunLogins } from './begun-logins.ts'
import { createStateSpace, type StateSpace } from './state-space.ts'

/**
 * What the provider keeps, by the names of the library, and how many bytes all of a kind may have. Access tokens are not among them: they
 * say for themselves what they are.
 */
const STATE_ROOMS = {
  /** Of people who have logged in. */
  Session: { mostBytes: 8_000_000 },
  /** Of browsers in which nobody has, where that is too long for a cookie. */
  Guest: { mostBytes: 1_000_000, isForStrangers: true },
  /** Logins of people who have shown their password a moment ago. */
  Interaction: { mostBytes: 4_000_000 },
  /** Logins that have begun, and are too long for a cookie. */
  Begun: { mostBytes: 4_000_000, isForStrangers: true },
  AuthorizationCode: { mostBytes: 4_000_000 },
  Grant: { mostBytes: 8_000_000 },
  RefreshToken: { mostBytes: 16_000_000 },
} as const

type StateKind = keyof typeof STATE_ROOMS

/** By which an answer of the library is found; whoever reads the store cannot go on with a session or a code. */
const stateKey = (kind: string, id: string): string => hash('sha256', `${kind} ${id}`, 'base64url')

/** A value that was traded in is remembered for so long, so that whoever comes with it again is known as a thief. Seconds. */
const USED_REMEMBERED = 86_400

export interface ProviderStateParts {
  store: Store
  machine: Clock
  begun: BegunLogins
  /** Who is registered, as the library wants it said. */
  clientOf(id: string): AdapterPayload | undefined
}

/** The state of the provider in the store of the project. Several factories on one store share it. */
export function createProviderState({
  store,
  machine,
  begun,
  clientOf,
}: ProviderStateParts): (model: string) => Adapter {
  const own = createSpacedStore(store, 'provider')
  const spaces = new Map<string, StateSpace>()
  const spaceOf = (kind: StateKind): StateSpace => {
    const known = spaces.get(kind) ?? createStateSpace({ store: own, machine, name: kind, ...STATE_ROOMS[kind] })
    spaces.set(kind, known)
    return known
  }
  const until = (seconds: number) => machine.now() + seconds * 1000

  async function find(kind: StateKind, key: string) {
    const entry = await spaceOf(kind).get(key)
    return entry && { entry, payload: entry.payload as AdapterPayload } // as it was put there
  }

  /** @throws InvalidGrant for the second who comes with it: whatever was given for it is taken back (RFC 6749 §4.1.2, RFC 9700 §4.14.2) */
  async function consume(kind: StateKind, id: string): Promise<void> {
    const key = stateKey(kind, id)
    for (;;) {
      const found = await find(kind, key)
      if (!found) throw new errors.InvalidGrant(`${kind} has ended`)
      if (found.payload.consumed !== undefined) {
        await revoke(found.payload.grantId)
        throw new errors.InvalidGrant(`${kind} was used before`)
      }
      const payload = { ...found.payload, consumed: Math.floor(machine.now() / 1000) }
      const end = Math.min(found.entry.expiresAt, until(USED_REMEMBERED))
      if (await spaceOf(kind).replace(key, found.entry, payload, end)) return
    }
  }

  /** Codes and refresh tokens are worth nothing without their grant. */
  const revoke = async (grantId: string | undefined) => {
    if (grantId !== undefined) await spaceOf('Grant').remove(stateKey('Grant', grantId))
  }

  /** The browser keeps it until somebody has shown a password; from then on it is here, and good once. */
  const interactions: Adapter = {
    ...NEVER_CALLED,
    async upsert(uid, payload, expiresIn = USED_REMEMBERED) {
      const [key, end, stored] = [stateKey('Interaction', uid), until(expiresIn), storedOf(payload)]
      if (hasLoggedIn(payload)) {
        await spaceOf('Interaction').put(key, stored, end)
        begun.end(uid)
      } else if (!(await begun.give(uid, stored, end))) await spaceOf('Begun').put(key, stored, end)
    },
    async find(uid) {
      const key = stateKey('Interaction', uid)
      const found = (await find('Interaction', key)) ?? (await find('Begun', key))
      const payload = found?.payload ?? (await begun.find(uid))
      return payload && { ...payload, jti: uid }
    },
    async destroy(uid) {
      begun.end(uid)
      for (const kind of ['Interaction', 'Begun'] as const) await spaceOf(kind).remove(stateKey('Interaction', uid))
    },
    findByUid: async () => undefined,
    consume: async () => {},
    revokeByGrantId: async () => {},
  }

  return (model) => {
    if (model === 'Client') return clientAdapter(clientOf)
    if (model === 'Interaction') return interactions
    const kind = model as StateKind // another one has no room, and nothing of it can be kept
    const kindsOf = kind === 'Session' ? (['Session', 'Guest'] as const) : [kind]
    return {
      ...NEVER_CALLED,
      async upsert(id, payload, expiresIn = USED_REMEMBERED) {
        const isGuest = kind === 'Session' && payload.accountId === undefined
        const space = spaceOf(isGuest ? 'Guest' : kind)
        const key = stateKey(kind, id)
        const [stored, end] = [storedOf(payload), until(expiresIn)]
        if (isGuest && (await begun.guests.give(id, stored, end))) return
        await space.put(key, stored, end)
        if (kind !== 'Session') return
        if (!isGuest) await spaceOf('Guest').remove(key)
        if (!isGuest && payload.uid !== undefined)
          await space.put(
            stateKey('uid', payload.uid),
            { session: key, accountId: payload.accountId },
            until(expiresIn),
          )
      },
      async find(id) {
        for (const each of kindsOf) {
          const found = await find(each, stateKey(kind, id))
          if (found) return { ...found.payload, jti: id }
        }
        const guest = kind === 'Session' ? await begun.guests.find(id) : undefined
        return guest && { ...guest, jti: id }
      },
      async findByUid(uid) {
        const index = await spaceOf('Session').get(stateKey('uid', uid))
        const session = index?.payload['session']
        return typeof session === 'string' ? (await find('Session', session))?.payload : undefined
      },
      consume: (id) => consume(kind, id),
      async destroy(id) {
        if (kind === 'Session') begun.guests.end(id)
        for (const each of kindsOf) await spaceOf(each).remove(stateKey(kind, id))
      },
      revokeByGrantId: revoke,
    }
  }
}

/** Without what would open it again: its own id, and the id of the session that a login began in. */
function storedOf({ jti: _id, session, ...payload }: AdapterPayload): AdapterPayload {
  if (session === undefined) return payload
  const { cookie: _cookie, ...known } = session
  return { ...payload, session: known }
}

const hasLoggedIn = ({ result }: AdapterPayload) => result?.['login'] !== undefined

const NEVER_CALLED = {
  findByUserCode: async () => undefined,
}

/** Clients are registered by the file and the control plane of the factory, and by nobody here. */
const clientAdapter = (clientOf: ProviderStateParts['clientOf']): Adapter => ({
  ...NEVER_CALLED,
  find: async (id) => clientOf(id),
  findByUid: async () => undefined,
  upsert: async () => {},
  consume: async () => {},
  destroy: async () => {},
  revokeByGrantId: async () => {},
})
