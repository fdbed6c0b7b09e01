/** How one page of the console gives a token to another: it is in no address, and gone when the other one has it. */
const HANDED = { '/bench': 'bench-token', '/judge': 'judge-token' } as const

export type TokenTaker = keyof typeof HANDED

/** @param page that takes it: the token bench, or all judges side by side */
export function handToken(token: string, page: TokenTaker): void {
  sessionStorage.setItem(HANDED[page], token)
  location.assign(page)
}

/** @returns undefined when nobody has given one to this page */
export function takeHandedToken(page: TokenTaker): string | undefined {
  const token = sessionStorage.getItem(HANDED[page]) ?? undefined
  sessionStorage.removeItem(HANDED[page])
  return token
}
