import { BACKENDS, type StoreSurroundings } from './backends.ts'
import { STORES_AS_WRITTEN } from './store-setting.ts'
import { StoreUnavailable, type Store } from './store.ts'

const UNKNOWN = `the store must be ${STORES_AS_WRITTEN}`

/**
 * Opens the store that a setting names: `memory`, `sqlite`, `redis://…` or `rediss://…`, `postgres://…` or `postgresql://…`.
 * @throws StoreUnavailable when it cannot be opened, with what to do; Error when there is no such store; neither shows a password
 */
export async function openStore(setting: string, surroundings: StoreSurroundings): Promise<Store> {
  const backend = BACKENDS.find((backend) => backend.setting.test(setting))
  if (!backend) throw new Error(UNKNOWN)
  try {
    return await backend.open(setting, surroundings)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    const all = typeof backend.advice === 'function' ? backend.advice(surroundings) : backend.advice
    const [, advice] = all.find(([says]) => says.test(error.message)) ?? []
    throw advice === undefined
      ? error
      : new StoreUnavailable(`${error.message.replace(/\.$/, '')}. ${advice}`, { cause: error.cause })
  }
}
