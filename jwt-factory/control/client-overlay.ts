import type { Client, Clients } from '../registered-clients/clients.ts'
import { roomFaults } from '../registered-clients/declared-room.ts'
import { faultsBetween } from '../registered-clients/faults-between.ts'
import type { DeclaredIssuers } from '../registered-clients/token-shape.ts'

/** What a client is now; nothing of one that was removed. */
export interface ClientChange {
  client?: Client
}

/** What is registered, with changes on top. */
export function withChanges(base: Clients, changed: ReadonlyMap<string, ClientChange>): Map<string, Client> {
  const all = new Map(base)
  for (const [id, { client }] of changed) {
    if (client) all.set(id, client)
    else all.delete(id)
  }
  return all
}

/** What clients and issuers cannot say together, as in clients.json: the file is judged by the same rules. */
export function clashesOf(clients: Clients, issuers: DeclaredIssuers): string[] {
  const [ofClients, ofIssuers] = [[...clients.values()], [...issuers].map(([id, shape]) => ({ id, ...shape }))]
  return [...faultsBetween(ofClients, ofIssuers), ...roomFaults(ofClients, ofIssuers)]
}

/**
 * The changes that can stand on top of what is registered. They are looked at in the order in which they were made: of two that
 * clash with each other, because what one of them hid has come back, the first stays.
 */
export function standingChanges<Change extends ClientChange>(
  base: Clients,
  changed: ReadonlyMap<string, Change>,
  issuers: DeclaredIssuers,
): ReadonlyMap<string, Change> {
  const known = new Set(clashesOf(base, issuers)) // of no change: the file has them by itself
  const canStand = (changes: ReadonlyMap<string, Change>) =>
    clashesOf(withChanges(base, changes), issuers).every((fault) => known.has(fault))
  if (canStand(changed)) return changed
  const kept = new Map<string, Change>()
  for (const [id, change] of changed) {
    kept.set(id, change)
    if (!canStand(kept)) kept.delete(id)
  }
  return kept
}
