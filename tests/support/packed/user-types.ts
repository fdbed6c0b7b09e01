import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../project-files.ts'
import { runToEnd } from '../run-to-end.ts'
import { textsOf, type InstalledPackage } from './installed-package.ts'

const COMPILER_OPTIONS = {
  noEmit: true,
  strict: true,
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
}

/** Compiles all of a folder, declarations of libraries too. @returns what the compiler says: nothing, where all is well */
export async function compileAsUser(folder: string): Promise<string> {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }))
  return (await runToEnd(join(PROJECT, 'node_modules/.bin/tsc'), ['-p', folder])).output
}

/** @returns the declarations of ours that give somebody `any` */
export async function declarationsOfAny(installed: InstalledPackage): Promise<string[]> {
  const texts = (await textsOf(installed)).filter(([path]) => path.endsWith('.d.ts'))
  const ofExpress = await readFile(join(installed.at, 'vendor', 'express.d.ts'), 'utf8')
  const all = [...texts, ['vendor/express.d.ts', ofExpress] as const]
  return all.flatMap(([path, text]) =>
    /\bany\b/.test(text.replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|"[^"\n]*"/g, '')) ? [path] : [],
  )
}
