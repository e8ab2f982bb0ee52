// Loaded into each test file before tap, which follows every promise of the process (async-hook-domain) to say of an error
// that nobody caught which subtest it belongs to: a third of the CPU that a test of servers takes. Without, such an error
// ends the process as it would anywhere, its stack says where it came from, and the file has failed (test-file.mjs).
import hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'

const { createHook } = hooks
hooks.createHook = (callbacks) => createHook(/async-hook-domain/.test(new Error().stack ?? '') ? {} : callbacks)
syncBuiltinESMExports()
