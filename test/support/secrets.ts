/** Keys that tests share, so that two server processes on one database have the same. */
export const TEST_SECRETS = { current: 'test', keys: { test: Buffer.alloc(32, 7).toString('base64') } }

/** Tests sign in hundreds of times, a quarter of a second of the machine each at the delivered cost. */
export const TEST_PASSWORD_COST = { N: 1024, r: 8, p: 1 }
