import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { reachableTypes } from './reachable-types.ts'
import { vendoredImports, vendorName } from './rewrite-module.ts'

/**
 * Puts the declarations of libraries that come along beside them: without, whoever compiles against ours would be told that they are
 * missing, or get `any`. Of a library that has none of its own (express) the types that ours mention are there, and say nothing (`any`): a caller
 * of ours meets none of them.
 * @param declarations texts of ours
 * @param vendor the folder of the libraries, absolute
 */
export async function vendorTypes(declarations: readonly string[], vendor: string): Promise<void> {
  for (const library of new Set(declarations.flatMap(vendoredImports))) {
    const source = join(PROJECT_FOLDER, 'node_modules', library)
    const { types } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
    const name = vendorName(library)
    const own =
      typeof types === 'string' ? await copyTypes(source, types, vendor, name) : opaqueTypes(library, declarations)
    await writeFile(join(vendor, `${name}.d.ts`), own)
  }
}

async function copyTypes(source: string, types: string, vendor: string, name: string): Promise<string> {
  const entry = types.replace(/^\.\//, '').replace(/\.d\.cts$/, '.d.ts')
  for (const path of await reachableTypes(source, [entry])) {
    const target = join(vendor, 'types', name, path)
    await mkdir(dirname(target), { recursive: true })
    await cp(join(source, path), target)
  }
  const from = `'./types/${name}/${entry.replace(/\.d\.ts$/, '.js')}'`
  return `export * from ${from}\nexport { default } from ${from}\n`
}

function opaqueTypes(library: string, declarations: readonly string[]): string {
  const named = declarations.flatMap((text) =>
    [...text.matchAll(/^import (?:type )?\{ ([^}]+) \} from '([^']+)'/gm)].flatMap(([, names = '', from]) =>
      from === library ? names.split(', ') : [],
    ),
  )
  return `${[...new Set(named)].map((each) => `export type ${each.replace('type ', '')} = any`).join('\n')}\n`
}
