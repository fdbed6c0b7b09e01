import { posix } from 'node:path'

/** `import … from`, `export … from` and `import '…'` at the start of a line, and the function `import` anywhere. */
const IMPORT = /^(?:import|export)\s(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

/** What is gone when the types are. */
const TYPES = /^(?:import|export) type\s/

/** What a file imports, as it stands there. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(IMPORT)].map(([, atStart, anywhere]) => atStart ?? anywhere ?? '')

/** What a file imports when it runs. */
export const importsAtRunTime = (text: string): string[] =>
  [...text.matchAll(IMPORT)]
    .filter(([line]) => !TYPES.test(line))
    .map(([, atStart, anywhere]) => atStart ?? anywhere ?? '')

/** What is loaded with a file, before anything in it is called. */
export const importsAtLoad = (text: string): string[] =>
  [...text.matchAll(IMPORT)].filter(([line]) => !TYPES.test(line)).flatMap(([, atStart]) => atStart ?? [])

/** A relative import and `#core/…` as a path from the top of the project; anything else as it is. */
export function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier)
  return specifier.startsWith('#core/') ? `${specifier.slice(1)}.ts` : specifier
}

export const isTest = (file: string) => /\.(?:test|contract|fixture)\.ts$|(?:^|\/)test-[a-z-]+\.ts$|^tests\//.test(file)

export const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}/`)
