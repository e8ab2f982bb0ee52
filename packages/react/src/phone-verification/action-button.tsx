import { forwardRef, type ReactNode } from 'react'
import { classes } from '../elements/classes.ts'
import { Spinner } from '../elements/spinner.tsx'

export type ActionButtonProps = {
  slotName: string
  look: 'primary' | 'link'
  onPress: () => void
  /** Not yet: keeps its place and its focus, so that nobody who listens to the page loses it. */
  isOff?: boolean
  /** At work. */
  isPending?: boolean
  children: ReactNode
  className?: string
}

/** A native button: it never submits a form of the host's that it happens to be in. */
export const ActionButton = forwardRef<HTMLButtonElement, ActionButtonProps>(
  ({ slotName, look, onPress, isOff = false, isPending = false, children, className }, ref) => (
    <button
      ref={ref}
      type="button"
      className={classes('sms-button', className)}
      data-slot={slotName}
      data-look={look}
      data-pending={isPending ? '' : undefined}
      data-off={isOff ? '' : undefined}
      aria-disabled={isOff || isPending ? true : undefined}
      onClick={() => isOff || isPending || onPress()}
    >
      {isPending && <Spinner />}
      <span className="sms-button-text">{children}</span>
    </button>
  ),
)
ActionButton.displayName = 'ActionButton'
