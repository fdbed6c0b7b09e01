/** Pages that come along, and where each lies in the package. The others are about the project itself: how fast it is, what was tried with it. */
export const PACKAGE_PAGES: Readonly<Record<string, string>> = {
  'deploy/package/PACKAGE.md': 'README.md',
  'testkit/README.md': 'docs/testing.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  ...Object.fromEntries(
    ['control', 'gateway', 'issuer', 'judge', 'login', 'mesh', 'migration', 'own-service', 'people', 'probe', 'registry', 'relay', 'scenarios', 'sidecars', 'workshop'] // prettier-ignore
      .map((name) => [`docs/${name}.md`, `docs/${name}.md`]),
  ),
  'scenarios/attacks/README.md': 'docs/attacks.md',
  'apps/judge/corpus/README.md': 'docs/corpus.md',
  'core/access/dialects/README.md': 'docs/dialects.md',
}

/** A text that people read in the package: commands, pages, settings and files have the names that they have there. */
export const ownNames = (text: string): string => ownPages(ownPlaces(ownSettings(ownCommands(text))))

/** What npm runs in the project, npx runs in the package; and npx hands on all that follows. */
export const ownCommands = (text: string): string =>
  text
    .replace(
      /(?<=\\n|\b)npm run (?:-s )?(?<command>[a-z][a-z-]*|\$\{[\w.]+\})(?: --(?=[ '"`]))?/g,
      'npx jwt-sandbox $<command>',
    )
    .replace(/(?<=\\n|\b)npm start\b/g, 'npx jwt-sandbox start')

/** Keys lie where a person's files do there, and what comes along lies in the package. */
export const ownPlaces = (text: string): string =>
  text
    .replace(
      /(?<![\w/.$}-])keys\/(?=(?:tls|dump|jwt-factory|neighbours|service[abc]|web-ui|login-gateway)\b)/g,
      '.jwt-sandbox/keys/',
    )
    .replace(/(?<![\w/.-])deploy\/kubernetes\b/g, 'node_modules/jwt-sandbox/deploy/kubernetes')

/** Settings that are not in the environment lie elsewhere there; `'.env'` alone is a name for programs, which find that place themselves. */
export const ownSettings = (text: string): string =>
  text
    .replace(/(?<=[\s`'"(])\.env\.example\b(?!['"])/g, 'node_modules/jwt-sandbox/.env.example')
    .replace(/(?<=[\s`(]|['"](?=\.env ))\.env(?=[ ,;:)`]|\.(?:\s|['"`]|$))/gm, '.jwt-sandbox/.env')

/** What a text of ours says of such a page, as whoever has installed the package finds it. */
const ownPages = (text: string): string =>
  text.replace(/(?<![\w/.-])(?:docs|apps|core)\/[a-z/-]*(?:[a-z]|README)\.md\b/g, (all) =>
    Object.hasOwn(PACKAGE_PAGES, all) ? `node_modules/jwt-sandbox/${PACKAGE_PAGES[all]}` : all,
  )
