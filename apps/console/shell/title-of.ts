/** servicea → Service A; other names stay. */
export function titleOf(process: string): string {
  const letter = /^service([a-z])$/.exec(process)?.[1]
  return letter ? `Service ${letter.toUpperCase()}` : process
}
