import { KeysUnavailable } from '#core/keys/key-errors'
import type { KeySource } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'

/**
 * The same keys; the trace is told why there was none, where nobody could say. Without it, a reader would see a check that failed, and
 * not that it was a server of keys that did not answer. A key that is refused is told by its check.
 */
export function toldKeys(source: KeySource, { recorder }: RequestContext): KeySource {
  if (!recorder.isOn) return source
  return {
    async select(hint) {
      try {
        return await source.select(hint)
      } catch (error) {
        if (error instanceof KeysUnavailable)
          recorder.step({ verb: 'fails', what: 'to get the key', reason: error.message })
        throw error
      }
    },
  }
}

/** For a lesson: no key is known yet, and the registry is away. */
export const keysOfNoRegistry = (issuer: string, registryName: string, { recorder }: RequestContext): KeySource => ({
  select({ kid }) {
    recorder.step({ verb: 'asks', what: `for the key "${kid ?? ''}" of ${issuer}`, to: registryName })
    throw new KeysUnavailable(`${registryName} cannot be reached: this play asked for it`)
  },
})
