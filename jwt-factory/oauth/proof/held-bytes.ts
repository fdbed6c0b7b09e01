/** Bytes of a store that are held, by when they are free again. Milliseconds since 1970. */
export type HeldBytes = ReadonlyMap<number, number>

/** Ends are rounded up, so that there are few: to a minute, or to a 16th of the time until then. */
const LEAST_STEP = 60_000
const STEPS_AHEAD = 16

/** When the place of something is free again, that is kept until then. Milliseconds since 1970. */
export function roundedEnd(until: number, now: number): number {
  let step = LEAST_STEP
  while (step * STEPS_AHEAD < until - now) step *= 2
  return Math.ceil(until / step) * step
}

/** @param text as `writeHeld` has written it @returns what is held after `now` */
export function readHeld(text: string | undefined, now: number): HeldBytes {
  const pairs = (text ?? '').split(' ').map((pair) => pair.split(':').map(Number))
  return new Map(pairs.filter(([end = 0]) => end > now).map(([end = 0, bytes = 0]) => [end, bytes]))
}

export const writeHeld = (held: HeldBytes): string => [...held].map((pair) => pair.join(':')).join(' ')

export const withMore = (held: HeldBytes, end: number, bytes: number): HeldBytes =>
  new Map([...held, [end, (held.get(end) ?? 0) + bytes]])

export const sumOfHeld = (held: HeldBytes): number => held.values().reduce((sum, bytes) => sum + bytes, 0)

/** Undefined where nothing is held. */
export const firstEnd = (held: HeldBytes): number | undefined =>
  held.size === 0 ? undefined : Math.min(...held.keys())
