/**
 * Node's own HTTP, without its `fetch`. An `import` of `node:http` reads all that it exports, `WebSocket` too, and with
 * that Node compiles all of its `fetch`: 60 ms of CPU at the start of each process, for what none of them uses.
 */
export const { Agent, createServer, request, ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http')
