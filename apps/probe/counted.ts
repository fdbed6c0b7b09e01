/** How many: "1 finding", "3 findings". */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** How often: "once", "3 times". */
export const howOften = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/** What was measured, with its unit: "12 s", "1 read"; empty for nothing. */
export function measuredWords(value: number | string | undefined, unit: string | undefined): string {
  if (value === undefined) return ''
  const one = value === 1 && unit !== undefined && unit.length > 1 ? unit.replace(/s$/, '') : unit
  return one === undefined ? String(value) : `${value} ${one}`
}
