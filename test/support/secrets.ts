/** Keys that tests share, so that two server processes on one database have the same. */
export const TEST_SECRETS = { current: 'test', keys: { test: Buffer.alloc(32, 7).toString('base64') } }
