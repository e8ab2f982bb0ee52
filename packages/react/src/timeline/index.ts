export { PhoneTimeline, type PhoneTimelineProps } from './phone-timeline.tsx'
