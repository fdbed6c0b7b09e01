/** How another page of the console gives a token to the bench: it is in no address, and gone when the bench has it. */
const HANDED = 'bench-token'

export function handToBench(token: string): void {
  sessionStorage.setItem(HANDED, token)
  location.assign('/bench')
}

/** @returns undefined when nobody has given one */
export function takeHandedToken(): string | undefined {
  const token = sessionStorage.getItem(HANDED) ?? undefined
  sessionStorage.removeItem(HANDED)
  return token
}
