import type { Store } from '#core/store/store'
import { tidyService, UNKNOWN_SERVICE, type Service } from './service-keys.ts'

const SPACE = 'registry'

/** A store cannot compare and delete; what has expired when it is written is gone as well. Milliseconds since 1970. */
const OVER_AT_ONCE = 0

/** All services of the registry, in the store: several factories may read and change it, one change of a service at a time. */
export interface ServiceBook {
  /** @returns undefined for one that nobody knows */
  read(name: string): Promise<Service | undefined>
  readAll(): Promise<[name: string, service: Service][]>
  /**
   * Changes a service by compare-and-set: when somebody else was faster, the change is made again on what stands there by then.
   * @param change gets the service, an empty one where nobody knows it; undefined leaves it as it is. What it throws changes nothing
   * @returns the service as it is now, and whether this call has changed it
   */
  change(
    name: string,
    change: (service: Service) => Service | undefined,
  ): Promise<{ service: Service; hasChanged: boolean }>
  /** Forgets a service if it still is as it was. */
  forget(name: string, asItWas: Service): Promise<boolean>
}

/** @param sureNow the time by which something may be forgotten for good */
export function createServiceBook(store: Store, sureNow: () => number): ServiceBook {
  return {
    async read(name) {
      const text = await store.get(SPACE, name)
      return text === undefined ? undefined : parseService(text)
    },
    readAll: async () => (await store.list(SPACE)).map(([name, text]) => [name, parseService(text)]),
    async change(name, change) {
      for (;;) {
        const before = await store.get(SPACE, name)
        const service = before === undefined ? UNKNOWN_SERVICE : parseService(before)
        const changed = change(tidyService(service, sureNow()))
        if (changed === undefined) return { service, hasChanged: false }
        const after = JSON.stringify(changed)
        const isDone =
          before === undefined ? await store.add(SPACE, name, after) : await store.update(SPACE, name, before, after)
        if (isDone) return { service: changed, hasChanged: true }
      }
    },
    async forget(name, asItWas) {
      const text = JSON.stringify(asItWas)
      return store.update(SPACE, name, text, text, OVER_AT_ONCE)
    },
  }
}

/** Only this file writes the space. */
const parseService = (text: string): Service => JSON.parse(text)
