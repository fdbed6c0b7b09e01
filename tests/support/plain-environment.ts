/** The environment of a terminal: nothing that a test run or npm has put there, and no setting of the sandbox. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(?:npm_|vitest|node_|test$|dev$|prod$|mode$|ssr$|factory_|service[abc]_|keys_folder|host$|log_|store|key_|algorithm$|peer_|self_signed_|clock_)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}
