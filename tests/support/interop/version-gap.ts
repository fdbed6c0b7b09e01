import type { VerifierRow } from './verifiers.ts'

/**
 * What comes with the machine may have another version than the page is of. What the lock file names may not: then its rows
 * are out of date.
 * @param written its rows on the page
 * @returns what the two versions are; false where there is no such gap
 */
export function gapOf({ name, source }: Named, here: string | undefined, written: string[][]): string | false {
  const [[, known] = []] = written
  if ('npm' in source || known === undefined || known === here) return false
  return `this machine has ${name} ${here}, and docs/interop.md is of ${known}`
}

type Named = Pick<VerifierRow, 'name' | 'source'>
