export { MessageLog, type MessageLogProps } from './message-log.tsx'
