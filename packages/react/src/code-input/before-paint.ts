import { useEffect, useLayoutEffect } from 'react'

/** A layout effect, where there is a layout: React 18 warns of one on a server. */
export const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect
