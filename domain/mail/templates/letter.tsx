/** The look of every mail: Limen's stone and door, no remote picture, readable in light and dark and without styles. */
import { Body, Button, Container, Head, Heading, Hr, Html, Img, Preview, Section, Text } from '@react-email/components'
import type { Words } from '../words'

const ink = '#1b2529'
const serif = "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif"
const sans = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

/** Mail programs that know dark mode take these over the lines' own styles. */
const dark = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .ground { background-color: #10181b !important; }
    .surface { background-color: #182226 !important; border-color: #314046 !important; }
    .ink { color: #ece7dc !important; }
    .soft { color: #a9b4b3 !important; }
    .door { background-color: #7ccbd4 !important; color: #06272c !important; }
    .line { border-color: #314046 !important; }
  }`

const line = { margin: '0 0 16px', color: ink, fontFamily: sans, fontSize: '16px', lineHeight: '26px' }
const small = { margin: '0 0 8px', color: '#55605f', fontFamily: sans, fontSize: '14px', lineHeight: '21px' }

export function Letter({ preview, heading, paragraphs, button, picture, remarks, from }: Words & { from: string }) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{dark}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="ground" style={{ margin: 0, padding: '32px 12px', backgroundColor: '#f6f2ea' }}>
        <Container style={{ maxWidth: '560px', margin: '0 auto' }}>
          <Text
            className="ink"
            style={{ margin: '0 4px 16px', color: ink, fontFamily: serif, fontSize: '24px', lineHeight: '30px' }}
          >
            Limen
          </Text>
          <Section
            className="surface"
            style={{
              padding: '32px 28px 20px',
              backgroundColor: '#fffdf8',
              border: '1px solid #d9d1c1',
              borderTop: '4px solid #e6a23c',
              borderRadius: '14px',
            }}
          >
            <Heading
              as="h1"
              className="ink"
              style={{
                margin: '0 0 16px',
                color: ink,
                fontFamily: serif,
                fontSize: '26px',
                lineHeight: '32px',
                fontWeight: 500,
              }}
            >
              {heading}
            </Heading>
            {paragraphs.map((words) => (
              <Text key={words} className="ink" style={line}>
                {words}
              </Text>
            ))}
            {button && (
              <>
                <Section style={{ margin: '24px 0' }}>
                  <Button
                    href={button.url}
                    className="door"
                    style={{
                      padding: '12px 22px',
                      backgroundColor: '#17616b',
                      color: '#ffffff',
                      fontFamily: sans,
                      fontSize: '16px',
                      fontWeight: 600,
                      borderRadius: '8px',
                      textDecoration: 'none',
                    }}
                  >
                    {button.label}
                  </Button>
                </Section>
                <Text className="soft" style={small}>
                  Or copy this address into your browser:
                </Text>
                <Text className="soft" style={{ ...small, margin: '0 0 20px', wordBreak: 'break-all' }}>
                  {button.url}
                </Text>
              </>
            )}
            {picture && (
              <Img
                src={`cid:${picture.cid}`}
                alt={picture.alt}
                width={picture.sizePx}
                height={picture.sizePx}
                // A QR is read on white, whatever the mail's own ground is.
                style={{ margin: '8px auto 24px', backgroundColor: '#ffffff', borderRadius: '8px' }}
              />
            )}
            {remarks.length > 0 && <Hr className="line" style={{ margin: '8px 0 16px', borderColor: '#d9d1c1' }} />}
            {remarks.map((words) => (
              <Text key={words} className="soft" style={small}>
                {words}
              </Text>
            ))}
          </Section>
          <Text className="soft" style={{ ...small, margin: '16px 4px 0' }}>
            Sent by the biometric bureau at {from}. Nobody reads answers to this address.
          </Text>
        </Container>
      </Body>
    </Html>
  )
}
