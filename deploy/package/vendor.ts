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
        resolveId: (id) => (id.startsWith(VENDOR_ENTRY) ? id : null),
        load: (id) => (id.startsWith(VENDOR_ENTRY) ? entryText(id.slice(VENDOR_ENTRY.length)) : null),
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
