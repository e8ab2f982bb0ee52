import type { ReactNode } from 'react'
import * as aria from './aria.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'

export type CheckboxProps = {
  children?: ReactNode
  name?: string
  isSelected?: boolean
  defaultSelected?: boolean
  isIndeterminate?: boolean
  isDisabled?: boolean
  onChange?: (isSelected: boolean) => void
  'aria-label'?: string
  className?: string
  /** In a table: the row's own. */
  slot?: 'selection'
}

export const Checkbox = ({ children, className, ...props }: CheckboxProps) => (
  <aria.Checkbox {...props} className={classes('sms-checkbox', className)} data-slot="checkbox">
    {({ isIndeterminate }) => (
      <>
        <span className="sms-check" data-slot="check" aria-hidden="true">
          {isIndeterminate ? <span className="sms-dash" /> : <Icon name="check" />}
        </span>
        {children}
      </>
    )}
  </aria.Checkbox>
)
