import type { KeyRings } from '#core/rings/key-rings'
import type { Log } from '#core/log'
import { sayConsole } from './library-says.ts'
import type { OpenProvider, ProviderParts } from './open-provider.ts'
import type { ProviderKeys } from './provider-keys.ts'

export interface LateProvider {
  /** Loads the library, and makes the first key: whoever first comes waits for that. */
  open(): Promise<void>
  /** Whether somebody has asked for it. */
  isOpen(): boolean
  /** The provider with the keys of this moment; those who were answered by another finish with it. @throws before it is open */
  current(): OpenProvider
}

export type LateProviderParts = Omit<ProviderParts, 'pages'> & {
  keys: ProviderKeys
  rings: Pick<KeyRings, 'tick'>
  log: Log
  makePages(): Promise<ProviderParts['pages']>
}

/** A provider that is opened when somebody first asks for it: no start loads the library, or makes a key for it. */
export function createLateProvider({ makePages, ...parts }: LateProviderParts): LateProvider {
  const { keys, log } = parts
  let prepare: Promise<() => OpenProvider> | undefined
  let make: (() => OpenProvider) | undefined
  let made: { version: string; open: OpenProvider } | undefined

  async function load(): Promise<() => OpenProvider> {
    const { prepareProvider } = await sayConsole(log, () => import('./open-provider.ts'))
    return prepareProvider({ ...parts, pages: await makePages() })
  }

  return {
    async open() {
      await keys.ensure()
      if (make) return
      prepare ??= load().catch((error: unknown) => {
        prepare = undefined
        throw error
      })
      make = await prepare
    },
    isOpen: () => make !== undefined,
    current() {
      if (!make) throw new Error('the provider is not open')
      const version = keys.version()
      if (made?.version === version) return made.open
      made = { version, open: make() }
      return made.open
    },
  }
}
