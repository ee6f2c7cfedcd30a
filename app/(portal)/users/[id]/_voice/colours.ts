/** The theme's colours as a canvas takes them. */

type Colour = [red: number, green: number, blue: number]

export function themeColours() {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
  // Roles are `light-dark(…)`: what they come to is known only to an element that is shown.
  const probe = document.body.appendChild(document.createElement('span'))
  const colourOf = (role: string): Colour => {
    probe.style.color = `var(--${role})`
    pen.fillStyle = getComputedStyle(probe).color
    pen.fillRect(0, 0, 1, 1)
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data
    return [red!, green!, blue!]
  }
  const [ground, wave, played, line] = (['code', 'door', 'light', 'ink'] as const).map(colourOf)
  probe.remove()
  const css = (colour: Colour) => `rgb(${colour.join(' ')})`
  return { ground: ground!, wave: css(wave!), played: css(played!), line: css(line!), loudest: wave! }
}

/** From the ground, where there is no tone, to the colour of the loudest: 256 steps of red, green, blue and opacity, 0..1. */
export function tones(ground: Colour, loudest: Colour): number[][] {
  return Array.from({ length: 256 }, (_, step) => {
    const share = (step / 255) ** 1.5
    return [...ground.map((value, at) => (value + (loudest[at]! - value) * share) / 255), 1]
  })
}
