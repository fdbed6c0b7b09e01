import type { Log } from '#core/log'

/**
 * What the library says on the terminal while it is loaded, as lines of our log.
 * @param load what loads it; nothing else speaks to a terminal meanwhile but by a log
 */
export async function sayConsole<Loaded>(log: Pick<Log, 'debug'>, load: () => Promise<Loaded>): Promise<Loaded> {
  const { info, warn } = console
  const say = (text: unknown) => log.debug({ said: String(text) }, 'provider-library-says')
  Object.assign(console, { info: say, warn: say })
  try {
    return await load()
  } finally {
    Object.assign(console, { info, warn })
  }
}
