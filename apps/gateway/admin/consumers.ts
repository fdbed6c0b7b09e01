import type { KongConsumer } from '#core/access/dialects/kong/consumer'
import { adminAnswer, ADMIN_NOT_FOUND, type AdminRoutes } from './admin.ts'

/** The consumers of a gateway, as its configuration has them. */
export interface Consumers {
  /** By id or by name. */
  find(idOrName: string): KongConsumer | undefined
  byId(id: string): KongConsumer | undefined
  readonly all: readonly KongConsumer[]
}

export function createConsumers(all: readonly KongConsumer[]): Consumers {
  const ids = new Map(all.map((each) => [each.id, each]))
  const names = new Map(all.flatMap((each) => (each.username === undefined ? [] : [[each.username, each] as const])))
  return { all, byId: (id) => ids.get(id), find: (name) => ids.get(name) ?? names.get(name) }
}

/** As the original spells it. */
const shownConsumer = ({ id, username, customId }: KongConsumer) => ({
  id,
  username: username ?? null,
  custom_id: customId ?? null,
})

export const consumerRoutes = (consumers: Consumers): AdminRoutes => ({
  'GET /consumers': () => adminAnswer(200, { data: consumers.all.map(shownConsumer), next: null }),
  'GET /consumers/{consumer}': ({ names: [name = ''] }) => {
    const consumer = consumers.find(name)
    return consumer ? adminAnswer(200, shownConsumer(consumer)) : ADMIN_NOT_FOUND
  },
})
