/** As much of jest's package as testkit/jest.ts adds to: it is not installed here. */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    toBe(expected: T): R
  }
}
