import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { moduleName, PROJECT_FOLDER } from '../files/project-folder.ts'
import { stripTypes } from './strip-types.ts'

/** Something that a page loads. Its name has the hash of its content, so a browser may keep it for ever. */
export interface BrowserFile {
  name: string
  type: string
  body: Buffer
}

/** A module that a page starts, and all that it imports: a page names them at once, so that none waits for another. */
export interface BrowserEntry {
  name: string
  imports: readonly string[]
}

export interface BrowserFiles {
  /** Makes modules with all that they import, unless they are there. @throws Error for one that was not named, or imports what is for the server alone */
  open(modules: readonly string[]): Promise<void>
  /** By its path from the folder of the project. @throws Error for a module that was not opened */
  entry(module: string): BrowserEntry
  readonly style: string
  readonly icon: string
  get(name: string): BrowserFile | undefined
  /** All that were opened: for tests of their size. */
  list(): readonly BrowserFile[]
}

/** The libraries of browser modules; they get the address of the file that Node would take. */
export const BROWSER_LIBRARIES = ['htm', 'preact', 'preact/hooks'] as const

const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'
const SVG = 'image/svg+xml'

const ICON = 'core/page/style/icon.svg'

/** `import … from '…'`, `export … from '…'` and `import '…'`, of our modules and of minified ones; no other text that says "from". */
const SPECIFIER = /((?:^|[;}])\s*(?:import|export)\b[\w\s{},*$]*?\bfrom\s*|(?:^|;)\s*import\s*)(['"])([^'"]+)\2/gm

/**
 * Makes what browsers load from the sources themselves: types are taken off, and every import says the address of what it
 * means. Nothing is served but what these modules import.
 * @param modules entries, by their paths from the folder of the project
 * @param styles style sheets, which become one
 * @throws Error when a module imports what is for the server alone
 */
export async function openBrowserFiles(modules: readonly string[], styles: readonly string[]): Promise<BrowserFiles> {
  const files = await prepareBrowserFiles(modules, styles)
  await files.open(modules)
  return files
}

/** The same, each module when it is first wanted: the first page of a process need not wait for what all others load. */
export async function prepareBrowserFiles(
  modules: readonly string[],
  styles: readonly string[],
): Promise<BrowserFiles> {
  const files = new Map<string, BrowserFile>()
  const entries = new Map<string, BrowserEntry>()
  const known = new Map<string, Promise<BrowserEntry>>()

  function keep(source: string, type: string, text: string): string {
    const body = Buffer.from(text)
    const name = `${hash('sha256', body, 'base64url').slice(0, 12)}-${basename(source).replace(/\.(?:m?js|ts)$/, '.js')}`
    files.set(name, { name, type, body })
    return name
  }

  /** Each once; those that it imports before it, for their names are part of its text. */
  function open(path: string): Promise<BrowserEntry> {
    const opened = known.get(path) ?? openModule(path)
    known.set(path, opened)
    return opened
  }

  async function openModule(path: string): Promise<BrowserEntry> {
    const source = await readFile(path, 'utf8')
    const text = path.endsWith('.ts') ? stripTypes(source) : source
    const wanted = new Set([...text.matchAll(SPECIFIER)].map(([, , , specifier = '']) => specifier))
    const imported = new Map<string, BrowserEntry>()
    for (const specifier of wanted) imported.set(specifier, await open(moduleFile(path, specifier)))
    const linked = text.replace(SPECIFIER, (_all, before: string, quote: string, specifier: string) => {
      return `${before}${quote}./${imported.get(specifier)?.name}${quote}`
    })
    const imports = [...imported.values()].flatMap((each) => [...each.imports, each.name])
    return {
      name: keep(path, SCRIPT, linked.replace(/\n\/\/# sourceMappingURL=\S+/, '')),
      imports: [...new Set(imports)],
    }
  }

  const sheets = await Promise.all(styles.map((path) => readFile(join(PROJECT_FOLDER, path), 'utf8')))
  const style = keep('style.css', STYLE, sheets.join('\n'))
  const icon = keep('icon.svg', SVG, await readFile(join(PROJECT_FOLDER, ICON), 'utf8'))
  return {
    style,
    icon,
    async open(wanted) {
      for (const module of wanted) {
        if (!modules.includes(module)) throw notNamed(module)
        entries.set(module, await open(join(PROJECT_FOLDER, moduleName(module))))
      }
    },
    entry(module) {
      const entry = entries.get(module)
      if (!entry) throw notNamed(module)
      return entry
    },
    get: (name) => files.get(name),
    list: () => [...files.values()],
  }
}

const notNamed = (module: string) => new Error(`no page of this process may start ${module}`)

/** @throws Error for what no browser has */
function moduleFile(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(path), specifier)
  if (specifier.startsWith('#core/')) return join(PROJECT_FOLDER, moduleName(`${specifier.slice(1)}.ts`))
  if (BROWSER_LIBRARIES.some((name) => name === specifier)) return fileURLToPath(import.meta.resolve(specifier))
  throw new Error(`${basename(path)} is for browsers, and imports ${specifier}`)
}
