import type { SandboxControl } from '../apps/sandbox/sandbox-control.ts'

/** Whether an issuer, or a sandbox, has been stopped: what is asked of it then is told so in one way. */
export interface StopSign {
  /** From now on it is stopped. */
  set(): void
  /** @throws Error that says so, once it is */
  refuse(): void
  /** The same call, which says so once it is, also where the stop has come in between; without that, what goes wrong stays what it is. */
  guard<Words extends unknown[], Result>(
    call: (...words: Words) => Promise<Result>,
  ): (...words: Words) => Promise<Result>
}

export function createStopSign(what: 'issuer' | 'sandbox'): StopSign {
  let isStopped = false
  const refuse = (cause?: unknown) => {
    if (!isStopped) return
    const words = `The ${what} has been stopped: ask before stop(), or within the block of "await using".`
    throw new Error(words, cause === undefined ? {} : { cause })
  }
  return {
    set: () => (isStopped = true),
    refuse,
    guard:
      (call) =>
      async (...words) => {
        refuse()
        try {
          return await call(...words)
        } catch (error) {
          refuse(error)
          throw error
        }
      },
  }
}

/** What asks a process that has ended for something. What was seen of it can be read all the same. */
const ASKING_CALLS = {
  whole: ['fault', 'preset', 'mint', 'sign', 'putClient', 'removeClient', 'reset'],
  clock: ['advance', 'freeze', 'go', 'set', 'speed', 'skew'],
  issuerKeys: ['rotate', 'revoke', 'published'],
} as const satisfies {
  whole: readonly (keyof SandboxControl)[]
  clock: readonly (keyof SandboxControl['clock'])[]
  issuerKeys: readonly (keyof SandboxControl['issuerKeys'])[]
}

/** The same control, which says after the end that it is over, in place of what would go wrong within. */
export function untilStopped(control: SandboxControl, sign: StopSign): SandboxControl {
  return {
    ...guarded(control, ASKING_CALLS.whole, sign),
    clock: guarded(control.clock, ASKING_CALLS.clock, sign),
    issuerKeys: guarded(control.issuerKeys, ASKING_CALLS.issuerKeys, sign),
  }
}

function guarded<Asked extends object>(asked: Asked, names: readonly (keyof Asked)[], sign: StopSign): Asked {
  const copy = { ...asked }
  for (const name of names) {
    const call = asked[name]
    if (typeof call !== 'function') continue
    const ask = sign.guard(async (...words: unknown[]) => call.apply(asked, words))
    copy[name] = ask as Asked[keyof Asked] // it returned a promise before
  }
  return copy
}
