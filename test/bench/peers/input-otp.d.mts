import type { ReactNode } from 'react'

export function OTPInput(props: {
  maxLength: number
  'aria-label': string
  value: string
  onChange: (value: string) => unknown
  render: (given: { slots: { isActive: boolean; char: string | null; hasFakeCaret: boolean }[] }) => ReactNode
}): ReactNode
