import { wayToResult } from '../way-to-result.ts'

const isCalm = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * Lets a person see what came of a press, wherever on the page it stands. The focus stays where it is.
 * @param selector the first that is there is the result
 */
export function showResult(selector: string): void {
  const result = document.querySelector(selector)
  const { activeElement, body } = document
  const pressed = activeElement === body ? undefined : activeElement?.getBoundingClientRect()
  const way = result ? wayToResult(result.getBoundingClientRect(), pressed, innerHeight) : 0
  if (way !== 0) scrollBy({ top: way, behavior: isCalm.matches ? 'instant' : 'smooth' })
}
