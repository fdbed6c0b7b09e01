import type { Control } from '#core/control/control'
import { jsonFormOf, NO_JSON } from '#core/http/json-form'
import { Problem } from '#core/http/problem'
import { isRingId } from '#core/rings/ring-id'
import { ClientsFault, parseClients, type ClientDeclaration } from '../registered-clients/client-file.ts'
import {
  createClients,
  type Client,
  type ClientParts,
  type Clients,
  type Register,
} from '../registered-clients/clients.ts'
import { clashesOf, standingChanges, withChanges, type ClientChange } from './client-overlay.ts'
import type { DeclaredIssuers } from '../registered-clients/token-shape.ts'

/** What is registered now, and changes of it that last until the next reset. */
export interface ClientChanges {
  /** Always as they are now. */
  clients: Clients
  issuers: DeclaredIssuers
  /** Another register of the operator; what was changed here stays on top of it. */
  take(registered: Register): void
  /**
   * @param client as in clients.json
   * @throws Problem invalid-input with all that does not fit, control-full, or conflict after a reset meanwhile
   */
  put(id: string, client: unknown): Promise<{ client: string; until: string }>
  /** @throws Problem not-found */
  remove(id: string): { removed: string; until: string }
  /** What was changed here and not put back, by client id. */
  list(): Map<string, ClientChangeKind>
}

/** `new`: the file does not have it. */
export type ClientChangeKind = 'new' | 'changed' | 'removed'

/** More than this are no test any more. */
const MAX_CHANGES = 200

/** What all declarations together may have, in bytes of JSON. */
export const MAX_DECLARED = 1_000_000

/** A key that is loaded takes ten times the room of its JSON, and its time. A client has one, or two while it changes them. */
const MAX_CLIENT_KEYS = 20

const WHERE = 'The client'

/** The first of those that a line of the log, or a sentence, names. */
const MOST_NAMED_CLIENTS = 5

/**
 * Lets clients be registered, changed and removed while the factory runs. The file of its operator stays as it is. When that is
 * read again, what was changed here stays on top of a client of the same id; a change that cannot stand beside the other clients
 * of the file is taken back, for the file is the operator's. Both are told, in the log and to whoever asks what is set.
 * @param registered what the file says
 */
export function changeableClients(registered: Register, parts: ClientParts, control: Control): ClientChanges {
  let base = registered.clients
  const clients = new Map<string, Client>(base)
  const issuers = new Map(registered.issuers)
  /** Each that was changed, and how long its declaration is; nothing but that of one that was removed. */
  const changed = new Map<string, ClientChange & { length: number }>()
  const takenBack = new Set<string>()
  const clashesNow = (all: Clients) => clashesOf(all, issuers)
  const compose = () => {
    const kept = standingChanges(base, changed, issuers)
    for (const id of [...changed.keys()].filter((id) => !kept.has(id))) {
      changed.delete(id)
      takenBack.add(id)
    }
    clients.clear()
    for (const [id, client] of withChanges(base, changed)) clients.set(id, client)
  }
  const kindOf = (id: string, client?: Client): ClientChangeKind =>
    client === undefined ? 'removed' : base.has(id) ? 'changed' : 'new'
  control.onReset(() => {
    changed.clear()
    takenBack.clear()
    compose()
  })
  control.alsoSay(() => [
    ...(changed.size > 0 ? [`registered clients were changed: ${[...changed.keys()].sort().join(', ')}`] : []),
    ...(takenBack.size > 0 ? [sayTakenBack(takenBack)] : []),
  ])

  return {
    clients,
    issuers,
    take(next) {
      base = next.clients
      issuers.clear()
      for (const [name, shape] of next.issuers) issuers.set(name, shape)
      const before = new Set(changed.keys())
      compose()
      const lost = [...before].filter((id) => !changed.has(id))
      if (lost.length > 0) control.logChange(sayTakenBack(lost))
      const hidden = [...changed.keys()].filter((id) => base.has(id))
      if (hidden.length > 0)
        control.logChange(`until the next reset, clients.json does not count for: ${shortList(hidden)}`)
    },
    async put(id, client) {
      requireClientId(id)
      const { generation } = control.layer
      const json = jsonFormOf(client)
      if (json === undefined) throw new Problem('invalid-input', `The client ${NO_JSON}.`)
      const made = await declared(id, json, parts)
      const others = new Map([...clients].filter(([other]) => other !== id))
      refuseClashes(clashesNow(new Map([...others, [id, made]])), clashesNow(others))
      if (control.layer.generation !== generation)
        throw new Problem('conflict', 'Everything was put back meanwhile: the client was not changed.')
      if (!changed.has(id) && changed.size >= MAX_CHANGES)
        throw new Problem('control-full', `${MAX_CHANGES} clients were changed already: POST /control/reset.`)
      const length = Buffer.byteLength(json)
      const further = [...changed].reduce((sum, [each, { length: long }]) => (each === id ? sum : sum + long), 0)
      if (further + length > MAX_DECLARED)
        throw new Problem(
          'control-full',
          `The clients that were changed have ${MAX_DECLARED} bytes together at most: POST /control/reset.`,
        )
      clients.set(id, made)
      changed.set(id, { client: made, length })
      takenBack.delete(id)
      control.logChange('client registered')
      return { client: id, until: 'POST /control/reset' }
    },
    remove(id) {
      requireClientId(id)
      if (!clients.delete(id)) throw new Problem('not-found', 'There is no such client.')
      if (base.has(id)) changed.set(id, { length: 0 })
      else changed.delete(id) // as if it had never been registered
      control.logChange('client removed')
      return { removed: id, until: 'POST /control/reset' }
    },
    list: () => new Map([...changed].map(([id, { client }]) => [id, kindOf(id, client)])),
  }
}

function requireClientId(id: unknown): void {
  if (isRingId(id)) return
  throw new Problem(
    'invalid-input',
    'This is no id of a client: write 1 to 64 of A-Z a-z 0-9 . _ - and do not begin with a dot.',
  )
}

const sayTakenBack = (ids: Iterable<string>) =>
  `changes of clients were taken back, which clash with clients.json: ${shortList([...ids].sort())}`

function shortList(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMED_CLIENTS
  return `${ids.slice(0, MOST_NAMED_CLIENTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/**
 * @param known clashes that are not of this change: the file of the operator has them
 * @throws Problem invalid-input for what cannot stand beside the clients that are there
 */
function refuseClashes(found: readonly string[], known: readonly string[]): void {
  const faults = found.filter((fault) => !known.includes(fault))
  if (faults.length > 0) throw new Problem('invalid-input', `${faults.map(inSentence).join('; ')}.`)
}

/** Columns are for a terminal. */
const inSentence = (fault: string) => fault.replace(/ {2,}/, ': ')

/** Before they are loaded. */
function refuseManyKeys(client: ClientDeclaration | undefined): void {
  const { length = 0 } = client?.jwks?.keys ?? []
  if (length > MAX_CLIENT_KEYS)
    throw new Problem('invalid-input', `The client has ${length} keys; ${MAX_CLIENT_KEYS} are the most here.`)
}

/** @throws Problem invalid-input with all that does not fit */
async function declared(id: string, json: string, parts: ClientParts): Promise<Client> {
  try {
    const { clients: declarations } = await parseClients(WHERE, `{${JSON.stringify(id)}:${json}}`)
    refuseManyKeys(declarations[id])
    const made = (await createClients(declarations, { ...parts, file: WHERE })).get(id)
    if (made) return made
  } catch (error) {
    if (!(error instanceof ClientsFault)) throw error
    // Who the client is stands in the address: a long name would look like a token.
    const faults = error.faults.map((fault) => inSentence(fault.replace(`${id}.`, '')))
    throw new Problem('invalid-input', `${faults.join('; ')}.`, { cause: error })
  }
  throw new Error('a client that was declared was not made')
}
