import 'reflect-metadata' // before any library that is loaded for its names and needs it, whichever comes first
import { rolldown } from 'rolldown'
import { KEPT_LIBRARIES } from './published-manifest.ts'
import { vendorName } from './rewrite-module.ts'

/** Modules that libraries ask for, and go on without. */
const NEVER_THERE: ReadonlySet<string> = new Set(['pg-native', 'cloudflare:sockets'])

/** Those that stay packages of their own. */
const staysOutside = (id: string) => KEPT_LIBRARIES.some((name) => id === name || id.startsWith(`${name}/`))

const VENDOR_ENTRY = '\0vendor:'

/**
 * What a library loads and nobody here asks for: it is half of what they are, and each start reads it. zod brings its messages in fifty languages,
 * and express readers of bodies, with all alphabets of the world; ours are in core/http/body.ts.
 */
const NOT_TAKEN_ALONG: readonly { library: string; asksFor: RegExp; instead: string }[] = [
  { library: 'zod', asksFor: /locales\/index\.js$/, instead: `export { default as en } from 'zod/v4/locales/en.js'` },
  { library: 'express', asksFor: /^body-parser$/, instead: 'export {}' },
]

const IN_ITS_PLACE = '\0instead:'

function insteadOf(id: string, importer = ''): string | null {
  const found = NOT_TAKEN_ALONG.find(
    ({ library, asksFor }) => asksFor.test(id) && importer.includes(`/node_modules/${library}/`),
  )
  return found ? IN_ITS_PLACE + found.library : null
}

const textInstead = (id: string) => NOT_TAKEN_ALONG.find(({ library }) => id === IN_ITS_PLACE + library)?.instead

/**
 * Puts libraries into a folder, a module each, with what they need: whoever installs the package gets one package, and no other that changes
 * beneath it. The modules export what the libraries export.
 * @param specifiers as our modules import them
 * @param outFolder absolute
 * @throws Error when one of them cannot be read
 */
export async function vendorLibraries(specifiers: readonly string[], outFolder: string): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(specifiers.map((each) => [vendorName(each), VENDOR_ENTRY + each])),
    platform: 'node',
    external: (id) => staysOutside(id) || NEVER_THERE.has(id),
    logLevel: 'silent',
    plugins: [
      {
        name: 'entries',
        resolveId: (id, importer) => (id.startsWith(VENDOR_ENTRY) ? id : insteadOf(id, importer)),
        load: (id) =>
          id.startsWith(VENDOR_ENTRY) ? entryText(id.slice(VENDOR_ENTRY.length)) : (textInstead(id) ?? null),
      },
    ],
  })
  await bundle.write({
    dir: outFolder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
    minify: { compress: false, mangle: { keepNames: true }, codegen: { removeWhitespace: true } }, // some read the names of their classes
  })
  await bundle.close()
}

/** One that Node reads as CommonJS shows its names when it is loaded, and has all of them in its default. */
async function entryText(specifier: string): Promise<string> {
  const names = Object.keys((await import(specifier)) as object)
  const isCommonJs = names.includes('module.exports')
  const plain = names.filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default')
  const from = JSON.stringify(specifier)
  if (isCommonJs) {
    const constants = plain.map((name) => `const own_${name} = all.${name};\nexport { own_${name} as ${name} };`)
    return [`import all from ${from};`, 'export default all;', ...constants].join('\n')
  }
  return [`export * from ${from};`, ...(names.includes('default') ? [`export { default } from ${from};`] : [])].join(
    '\n',
  )
}
