import type { SandboxControl } from '../apps/sandbox/sandbox-control.ts'

const IS_STOPPED = 'It is stopped: ask before stop(), or within the block of "await using".'

/** What asks a process that has ended for something. What was seen of it can be read all the same. */
const ASKING_CALLS = {
  whole: ['fault', 'preset', 'mint', 'sign', 'putClient', 'removeClient', 'reset'],
  clock: ['advance', 'freeze', 'go', 'set', 'speed', 'skew', 'back'],
  issuerKeys: ['rotate', 'revoke', 'published'],
} as const satisfies {
  whole: readonly (keyof SandboxControl)[]
  clock: readonly (keyof SandboxControl['clock'])[]
  issuerKeys: readonly (keyof SandboxControl['issuerKeys'])[]
}

/** The same control, which says after the end that it is over, in place of what would go wrong within. */
export function untilStopped(control: SandboxControl, isStopped: () => boolean): SandboxControl {
  return {
    ...guarded(control, ASKING_CALLS.whole, isStopped),
    clock: guarded(control.clock, ASKING_CALLS.clock, isStopped),
    issuerKeys: guarded(control.issuerKeys, ASKING_CALLS.issuerKeys, isStopped),
  }
}

function guarded<Asked extends object>(asked: Asked, names: readonly (keyof Asked)[], isStopped: () => boolean): Asked {
  const copy = { ...asked }
  for (const name of names) {
    const call = asked[name]
    if (typeof call !== 'function') continue
    const ask = async (...words: unknown[]) => {
      if (isStopped()) throw new Error(IS_STOPPED)
      return call.apply(asked, words)
    }
    copy[name] = ask as Asked[keyof Asked] // it returned a promise before
  }
  return copy
}
