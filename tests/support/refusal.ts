import { Problem } from '#core/http/problem'

/** What a call is refused with, whether it says so at once or later. @throws where nothing is refused, or anything else fails */
export async function refusalOf(act: () => unknown): Promise<Problem> {
  try {
    await act()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('nothing was refused')
}
