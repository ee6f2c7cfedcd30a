/**
 * The two faces of Limen, served from here: Hanken Grotesk to read, Fraunces for titles. Both under the OFL. Next wants
 * literals here, so the range of the extended files stands twice.
 */
import local from 'next/font/local'

const text = local({
  src: '../../node_modules/@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2',
  variable: '--font-hanken',
  weight: '100 900',
})
const textExtended = local({
  src: '../../node_modules/@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-ext-wght-normal.woff2',
  variable: '--font-hanken-ext',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+2113, U+A720-A7FF',
    },
  ],
})
const display = local({
  src: '../../node_modules/@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2',
  variable: '--font-fraunces',
  weight: '100 900',
  adjustFontFallback: 'Times New Roman',
})
const displayExtended = local({
  src: '../../node_modules/@fontsource-variable/fraunces/files/fraunces-latin-ext-wght-normal.woff2',
  variable: '--font-fraunces-ext',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+2113, U+A720-A7FF',
    },
  ],
})

/** For the class of `html`: defines the variables that globals.css names. */
export const fonts = [text, textExtended, display, displayExtended].map(({ variable }) => variable).join(' ')
