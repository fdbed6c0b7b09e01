// Plain JavaScript on purpose: it must run on the Node versions that cannot run the rest.
// Every command preloads it, so that an old Node gets one clear line instead of a syntax error.

import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isPackage = /\/node_modules\/jwt-sandbox\/core\//.test(import.meta.url)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `jwt-sandbox needs Node 22.18 or newer, this is ${process.versions.node}.\n` +
      (isPackage
        ? 'Install a newer one: https://nodejs.org, or "nvm install 24".'
        : 'The project brings its own Node: run "npm ci" (without --omit=optional), then use the npm scripts,\n' +
          'for instance "npm start" or "npm run servicea".'),
  )
  process.exit(1)
}

// What was read and compiled once is kept beside the packages: the next start takes half of the work. Where nothing can
// be written (a read-only image), Node goes on without it.
const kept = isPackage ? '../../../.cache/jwt-sandbox' : '../../node_modules/.cache/compiled'
module.enableCompileCache(fileURLToPath(new URL(kept, import.meta.url)))
