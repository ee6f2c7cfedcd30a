/**
 * Leads whoever sent a form to the first field that is marked as wrong, of the dialog in front or else of the page. A field is
 * marked by `aria-invalid`; a group of them, and a problem that belongs to no single one, by `data-marked`.
 */
const marked = '[aria-invalid="true"], [data-marked]'
const enterable = 'input, select, textarea, button, a[href], [tabindex]'

/** A page marks its fields soon after the answer came, not at once. */
const mostFrames = 30

export function focusMarked(): void {
  let frames = 0
  const look = () => {
    frames++
    // Not in the first frame: until then the marks are those of the time before.
    if (frames > 1 && focusFirst()) return
    if (frames < mostFrames) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

function focusFirst(): boolean {
  const dialog = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1)
  const first = (dialog ?? document).querySelector<HTMLElement>(marked)
  if (!first) return false
  const field = first.matches(enterable) ? first : (first.querySelector<HTMLElement>(enterable) ?? first)
  field.focus({ preventScroll: true })
  first.scrollIntoView({ block: 'center' })
  return true
}
