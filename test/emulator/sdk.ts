import * as dysmsapi from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil } from '@alicloud/openapi-core'

type ClientClass = typeof dysmsapi.default
const loaded = dysmsapi as unknown as { default: ClientClass & { default?: ClientClass } }
/** The class, however the module was transpiled. */
const Client = loaded.default.default ?? loaded.default

/** The official SDK, pointed at an emulator. */
export const createClient = (
  endpoint: string,
  key: { accessKeyId: string; accessKeySecret: string },
  config: Record<string, unknown> = {},
) =>
  new Client(
    new $OpenApiUtil.Config({
      accessKeyId: key.accessKeyId,
      accessKeySecret: key.accessKeySecret,
      endpoint,
      protocol: 'http',
      readTimeout: 2000,
      connectTimeout: 2000,
      ...config,
    }),
  )

export type Sdk = ReturnType<typeof createClient>

/** What the SDK throws, in the parts that tests look at. */
export type SdkError = Error & {
  code?: string
  statusCode?: number
  requestId?: string
  retryAfter?: number
  data?: Record<string, unknown>
}

/** The error of a call that must fail. */
export const errorOf = async (call: Promise<unknown>): Promise<SdkError> => {
  try {
    await call
  } catch (error) {
    return error as SdkError
  }
  throw new Error('the call succeeded')
}
