/**
 * A page on which nothing moves is drawn seldom (Chromium waited for up to seven seconds), and its video with it, so that a camera seems to
 * stand still. Whoever films asks for frames meanwhile.
 * @returns what ends it
 */
export function keepDrawn(): () => void {
  let id = requestAnimationFrame(ask)
  function ask(): void {
    id = requestAnimationFrame(ask)
  }
  return () => cancelAnimationFrame(id)
}
