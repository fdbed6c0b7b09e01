import { CATALOGUE } from '#attacks'
import { nearestOf } from '#core/config/nearest'
import { UsageFault } from '#core/process/command-line'

/** Of a list with commas, or an option that comes several times; each is the id of a case or the name of a family. @throws UsageFault */
export function caseNamesIn(texts: readonly string[]): string[] {
  const families = [...new Set(CATALOGUE.map(({ family }) => family))]
  const known = [...families, ...CATALOGUE.map(({ id }) => id)]
  return texts
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .map((name) => {
      if (known.includes(name)) return name
      const nearest = nearestOf(name, known)
      throw new UsageFault(
        `There is no case or family "${name.slice(0, 40)}". ${nearest === undefined ? `The families are ${families.join(', ')}.` : `Did you mean ${nearest}?`}`,
      )
    })
}
