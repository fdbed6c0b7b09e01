import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { reachableFiles } from './reachable-files.ts'
import { vendoredImports, vendorName } from './rewrite-module.ts'

/** Ours, for a library that has none of its own: as much of it as our declarations mention. */
const OWN_TYPES = join(PROJECT_FOLDER, 'deploy/package/types')

/**
 * Puts the declarations of libraries that come along beside them: without, whoever compiles against ours would be told that they are
 * missing, or get `any`.
 * @param declarations texts of ours
 * @param vendor the folder of the libraries, absolute
 * @throws Error for a library that has no declarations, and no file in `types/` here
 */
export async function vendorTypes(declarations: readonly string[], vendor: string): Promise<void> {
  for (const library of new Set(declarations.flatMap(vendoredImports))) {
    const source = join(PROJECT_FOLDER, 'node_modules', library)
    const { types } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
    const name = vendorName(library)
    if (typeof types === 'string')
      await writeFile(join(vendor, `${name}.d.ts`), await copyTypes(source, types, vendor, name)) // prettier-ignore
    else await cp(join(OWN_TYPES, `${name}.d.ts`), join(vendor, `${name}.d.ts`))
  }
}

async function copyTypes(source: string, types: string, vendor: string, name: string): Promise<string> {
  const entry = types.replace(/^\.\//, '').replace(/\.d\.cts$/, '.d.ts')
  for (const path of await reachableFiles(source, [entry], '.d.ts')) {
    const target = join(vendor, 'types', name, path)
    await mkdir(dirname(target), { recursive: true })
    await cp(join(source, path), target)
  }
  const from = `'./types/${name}/${entry.replace(/\.d\.ts$/, '.js')}'`
  return `export * from ${from}\nexport { default } from ${from}\n`
}
