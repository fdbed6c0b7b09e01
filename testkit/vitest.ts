import { expect } from 'vitest'
import { matchers, type KitMatchers } from './matchers.ts'

declare module 'vitest' {
  // It has the parameters that vitest gives it.
  interface Matchers<R extends void | Promise<void>, T> extends KitMatchers<R, T> {}
}

/** For `setupFiles` of vitest, or the top of a file of tests. */
expect.extend(matchers)
