// All that we take from React Aria, in one place: what it costs and what it is called upstream concerns no other room.

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
  SearchField,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components'
