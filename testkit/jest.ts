import { matchers, type KitMatchers } from './matchers.ts'

declare module 'expect' {
  // It has the parameters that jest gives it: `expect` of @jest/globals is this one.
  interface Matchers<R extends void | Promise<void>, T = unknown> extends KitMatchers<R, T> {}
}

declare global {
  namespace jest {
    // And those of @types/jest, for whoever has that.
    interface Matchers<R, T = {}> extends KitMatchers<R, T> {}
  }
}

/** Jest gives each file of tests its own. */
const { expect } = globalThis as { expect?: { extend(more: object): void } }

if (expect === undefined)
  throw new Error(
    "jwt-sandbox/jest extends the global expect of jest, and there is none: import { expect } from '@jest/globals', write expect.extend(matchers) with those of jwt-sandbox/matchers, and for the types import type {} from 'jwt-sandbox/jest'.",
  )

/** For `setupFilesAfterEnv` of jest, or the top of a file of tests. */
expect.extend(matchers)
