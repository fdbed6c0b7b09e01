import type { ClockState } from '../control/controlled-clock.ts'

/** The time of a clock as it was told, so many milliseconds later. */
export const timeOn = ({ now, speed }: Pick<ClockState, 'now' | 'speed'>, later: number): number => now + later * speed

/** 14:02:11, in UTC as all times of tokens are. */
export const clockText = (time: number): string =>
  isShowable(time) ? new Date(time).toISOString().slice(11, 19) : '--:--:--'

/** 2026-02-03 14:02:11. */
export const dateText = (time: number): string =>
  isShowable(time) ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : 'no date that can be shown'

/** A claim may say any number. */
const isShowable = (time: number) => Math.abs(time) <= 8.64e15

/** How long, in the largest unit of which there are two: 90 s, 15 min, 3 h, 4 days. */
export function spanText(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** 12 s ago; of less than a second nobody has to count. */
export function agoText(milliseconds: number): string {
  const words = spanText(Math.max(0, milliseconds))
  return words === '0 s' ? 'just now' : `${words} ago`
}
