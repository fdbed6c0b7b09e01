import { inspect } from 'node:util'
import { noteMadeToken } from './last-token.ts'

/** A text that is made when somebody awaits it, once. */
export interface AwaitedText extends PromiseLike<string> {
  /** @throws Error always: it stands where the text should, and the test has forgotten to await it */
  toString(): string
  /** As toString. */
  toJSON(): string
}

function noted(token: string): string {
  noteMadeToken(token)
  return token
}

/**
 * A promise in a header reads "[object Promise]", and a test that forgets `await` would show that its API refuses garbage. This says so
 * in place of that.
 * @param what in words, for the error
 */
export function createAwaitedText<More extends object>(
  what: string,
  make: () => Promise<string>,
  more: More,
): AwaitedText & More {
  let made: Promise<string> | undefined
  const refuse = (): never => {
    throw new TypeError(`${what} is made when you await it: write (await token), or await it where you get it.`)
  }
  return Object.assign(Object.create(null) as object, more, {
    // oxlint-disable-next-line unicorn/no-thenable -- to be awaited is what it is for
    then: (onText: unknown, onError: unknown) =>
      (made ??= make().then(noted)).then(onText as (text: string) => never, onError as (error: unknown) => never),
    toString: refuse,
    toJSON: refuse,
    [Symbol.toPrimitive]: refuse,
    [inspect.custom]: () => `[${what}, not awaited yet]`,
  }) as AwaitedText & More // its `then` has the types of a promise
}
