import { useEffect } from 'react'

type OtpCredential = { code?: string } | null
type OtpRequest = CredentialRequestOptions & { otp: { transport: ['sms'] } }

/**
 * Asks the browser for the code of the next SMS (WebOTP), as long as the input is there and not yet full. The SMS has to
 * end with the line `@your-domain #code`.
 *
 * @see https://wicg.github.io/web-otp/
 */
export const useWebOtp = (isOn: boolean, take: (code: string) => void): void => {
  useEffect(() => {
    if (!isOn || !('OTPCredential' in window) || !navigator.credentials) return
    const controller = new AbortController()
    const request: OtpRequest = { otp: { transport: ['sms'] }, signal: controller.signal }
    navigator.credentials.get(request).then(
      (credential) => {
        const code = (credential as OtpCredential)?.code
        if (code && !controller.signal.aborted) take(code)
      },
      // Declined, not supported, or aborted by ourselves: the code is typed then.
      () => {},
    )
    return () => controller.abort()
  }, [isOn, take])
}
