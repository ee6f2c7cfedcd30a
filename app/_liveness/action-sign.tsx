/** A movement that somebody is asked for, as a sign. Left and right are the person’s own, as in a mirror. */
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, EyeOff, Maximize2, ScanFace, type LucideIcon } from 'lucide-react'
import type { Action } from './prompter'

const icons: Record<Action, LucideIcon> = {
  turn_left: ArrowLeft,
  turn_right: ArrowRight,
  look_up: ArrowUp,
  look_down: ArrowDown,
  close_eyes: EyeOff,
  come_closer: Maximize2,
}

/** @param action null: look straight ahead */
export function ActionSign({ action, className }: { action: Action | null; className: string }) {
  const Icon = action ? icons[action] : ScanFace
  return <Icon aria-hidden className={className} />
}
