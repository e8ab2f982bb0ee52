import { enableShadowDOM } from 'react-stately/private/flags/flags'

// What the elements take from React Aria, in one place: what it costs and what it is called upstream concerns none of them.

export { UNSAFE_PortalProvider } from 'react-aria/PortalProvider'
export {
  Button,
  Checkbox,
  Dialog,
  FieldError,
  Form,
  Heading,
  Input,
  isRTL,
  Label,
  Modal,
  ModalOverlay,
  Popover,
  ProgressBarContext,
  SearchField,
  Text,
  TextArea,
  TextField,
  useSlottedContext,
} from 'react-aria-components'

// In a shadow root, it would else take all of it for outside of a dialog in it.
enableShadowDOM()
