import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedPath } from '../proxy/proxy-config.ts'

/** A file, as it was given; or those of a folder that end in .yaml or .yml, in the order of their names. */
export async function policyFilesAt(place: NamedPath): Promise<NamedPath[]> {
  const names = await readdir(place.path).catch(() => undefined) // no folder: what else is wrong with it, who reads it says
  const found = names?.filter((name) => /\.ya?ml$/.test(name)).sort() ?? []
  if (found.length === 0) return [place]
  return found.map((name) => ({ given: join(place.given, name), path: join(place.path, name) }))
}
