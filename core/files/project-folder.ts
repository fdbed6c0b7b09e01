import { extname, isAbsolute, join, relative, resolve } from 'node:path'

/** Where the code lies. */
export const PROJECT_FOLDER = join(import.meta.dirname, '..', '..')

/** Of our modules: from the sources, or compiled, where they are a package of somebody else's project. */
const MODULE_ENDING = extname(import.meta.filename)
export const IS_COMPILED = MODULE_ENDING === '.js'

/** Where a person's own files lie: settings, and keys unless these say otherwise. Nothing is written into a package, which a next install replaces. */
export const HOME_FOLDER = IS_COMPILED ? resolve('.jwt-sandbox') : PROJECT_FOLDER

/** Where commands are typed. */
export const COMMAND_FOLDER = IS_COMPILED ? resolve('.') : PROJECT_FOLDER

/** @param source a module by its name among the sources, `…/main.ts` @returns its name here */
export const moduleName = (source: string): string => source.replace(/\.ts$/, MODULE_ENDING)

/** A path that a person wrote as a setting: a relative one starts where their files lie. */
export const inProject = (path: string): string => resolve(HOME_FOLDER, path)

/** A path as others may see it: relative to those files. @returns undefined when it lies elsewhere */
export function belowProject(path: string): string | undefined {
  const below = relative(HOME_FOLDER, inProject(path))
  return below === '' || below.startsWith('..') || isAbsolute(below) ? undefined : below
}
