// Plain CommonJS on purpose: it must run on the Node versions that cannot run the rest. Every entry loads it before all else.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  const error = new Error(
    `jwt-sandbox needs Node 22.18 or newer, this is ${process.versions.node}. Install a newer one: https://nodejs.org, or "nvm install 24".`,
  )
  error.stack = `${error.name}: ${error.message}` // where that was found says nothing
  throw error
}
