import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { approveKey, deleteKey, revokeServiceKey } from './decide-on-key.ts'
import { publishKey, type Approval, type PublishOrder } from './publish-key.ts'
import { createServiceBook } from './service-book.ts'
import { isReadable, UNKNOWN_SERVICE, type Service, type ServiceKey } from './service-keys.ts'
import { createServiceRoom } from './service-room.ts'
import { createServiceUse } from './service-use.ts'
import type { ProvedRequest } from './spend-request.ts'

/** What services publish their keys at: state in the store, nothing kept here that another factory does not see at once. */
export interface Registry {
  readonly approval: Approval
  readonly graceSeconds: number
  /** An empty one for a name that nobody knows. */
  read(name: string): Promise<Service>
  readAll(): Promise<[name: string, service: Service][]>
  /** The keys that verifiers may use. */
  readable(service: Service): ServiceKey[]
  /** Somebody has asked for a key of it: its place is not given to another for now. */
  noteUse(name: string): void
  /** @throws Problem key-refused, invalid-input, too-many-keys */
  publish(name: string, order: PublishOrder): Promise<Decided>
  /** @throws Problem not-found, invalid-input */
  remove(name: string, order: ProvedRequest): Promise<Decided>
  /** @throws Problem not-found, conflict, too-many-keys */
  approve(name: string, kid: string): Promise<Decided>
  /** @throws Problem not-found */
  revoke(name: string, kid: string): Promise<Decided>
}

export interface Decided {
  service: Service
  hasChanged: boolean
}

export interface RegistryParts {
  store: Store
  clock: Clock
  /** The time by which something may be forgotten for good. */
  sureNow: () => number
  approval: Approval
  /** How long a retired key can be read. */
  graceSeconds: number
}

export function createRegistry({ store, clock, sureNow, approval, graceSeconds }: RegistryParts): Registry {
  const book = createServiceBook(store, sureNow)
  const use = createServiceUse(store, clock)
  const room = createServiceRoom({ book, use, sureNow })
  const rules = () => ({ approval, graceSeconds, now: Math.ceil(clock.now()) })
  return {
    approval,
    graceSeconds,
    read: async (name) => (await book.read(name)) ?? UNKNOWN_SERVICE,
    readAll: book.readAll,
    readable: ({ keys }) => keys.filter((key) => key.document !== undefined && isReadable(key, clock.now())),
    noteUse: use.note,
    async publish(name, order) {
      const act = () => book.change(name, (service) => publishKey(service, order, rules()))
      return (await book.read(name)) ? act() : room.admit(name, act)
    },
    remove: (name, order) => book.change(name, (service) => deleteKey(service, order, rules().now)),
    approve: (name, kid) => room.keep(name, () => book.change(name, (service) => approveKey(service, kid, rules()))),
    revoke: (name, kid) => book.change(name, (service) => revokeServiceKey(service, kid, rules().now)),
  }
}
