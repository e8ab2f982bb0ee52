import type { ReactNode } from 'react'
import * as aria from './aria.ts'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import { Spinner } from './spinner.tsx'

export type ButtonProps = {
  children?: ReactNode
  /**
   * `primary`: the one thing to do here. `danger`: breaks something. `link`: an action in a row. `quiet`: an icon.
   * @default 'secondary'
   */
  look?: 'primary' | 'secondary' | 'danger' | 'link' | 'quiet'
  icon?: IconName
  type?: 'button' | 'submit'
  /** For the form's id when the button is outside of it. */
  form?: string
  /** At work: keeps its place and its focus, and takes no second press. */
  isPending?: boolean
  isDisabled?: boolean
  onPress?: () => void
  'aria-label'?: string
  autoFocus?: boolean
  className?: string
  slot?: string
}

/** Part of the name of a button at work, which points at it by this id. */
const AtWork = () => <Spinner id={aria.useSlottedContext(aria.ProgressBarContext)?.id} />

export const Button = ({ children, look = 'secondary', icon, isPending = false, className, ...props }: ButtonProps) => (
  <aria.Button
    {...props}
    isPending={isPending}
    data-slot="button"
    data-look={look}
    className={classes('sms-button', className)}
  >
    {isPending ? <AtWork /> : icon && <Icon name={icon} />}
    {children !== undefined && <span className="sms-button-text">{children}</span>}
  </aria.Button>
)
