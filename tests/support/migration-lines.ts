/** A section of the page, with the lines that a reader writes in place of those before. */
export interface LinesAfter {
  /** Its heading. A second block of one section is `…, the other way`. */
  title: string
  lines: string[]
}

const DIFF = /^```diff\n([\s\S]*?)^```$/gm

/**
 * @param mark `-` for the lines that stood there before
 * @returns in the order of the page; a section without such lines has none
 */
export function linesAfter(page: string, mark: '+' | '-' = '+'): LinesAfter[] {
  return page
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = ''] = section.split('\n')
      return [...section.matchAll(DIFF)].map(([, text = ''], at) => ({
        title: at === 0 ? heading : `${heading}, the other way`,
        lines: text
          .split('\n')
          .filter((line) => line.startsWith(mark))
          .map((line) => line.slice(2)),
      }))
    })
}

/** What the lines have declared, by its name. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a page writes has no types
export type Told = Record<string, any>

type Runs = (...values: unknown[]) => Promise<Told>
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...parts: string[]) => Runs // as new Function

/**
 * Runs lines of JavaScript with these names in their scope.
 * @param see an expression; what it gives before the last of them stops the issuer, or the scope ends, is `seen`
 * @throws what the lines throw
 */
export async function runLines(
  lines: readonly string[],
  scope: Readonly<Record<string, unknown>>,
  see = 'undefined',
): Promise<Told> {
  const stop = lines.findIndex((line) => line.startsWith('await issuer.stop('))
  const before = stop === -1 ? lines : lines.slice(0, stop)
  const after = stop === -1 ? [] : lines.slice(stop)
  const declared = lines.flatMap((line) => [...namesDeclaredBy(line)])
  const body = [...before, `const seen = await ${see}`, ...after, `return { seen, ${declared.join(', ')} }`]
  return new AsyncFunction(...Object.keys(scope), `{\n${body.join('\n')}\n}`)(...Object.values(scope))
}

function namesDeclaredBy(line: string): string[] {
  const [, names = ''] = /^(?:const|let|using) (?:[{[] ?)?([\w, ]+?)(?: ?[}\]])? = /.exec(line) ?? []
  return names.split(', ').filter((name) => name !== '')
}
