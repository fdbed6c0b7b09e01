import { networkInterfaces } from 'node:os'
import { describe, test } from 'vitest'

/**
 * Tests that need something which this machine may lack. They are skipped then, and their name says why.
 * `needs(!hasRedis && 'there is no redis-server on the PATH').describe('the Redis store', …)`
 */
export function needs(lack: string | false) {
  const title = (name: string) => (lack === false ? name : `${name} (SKIPPED: ${lack})`)
  return {
    test: (name: string, run: () => unknown) =>
      test.skipIf(lack !== false)(title(name), async () => void (await run())),
    describe: (name: string, define: () => void) => describe.skipIf(lack !== false)(title(name), define),
  }
}

/** The modes of files, by which only their owner may read them. */
export const onUnix = needs(process.platform === 'win32' && 'Windows knows no modes of files')

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

/** Where `localhost` may be ::1. */
export const withIPv6 = needs(!hasIPv6 && 'this machine has no ::1')
