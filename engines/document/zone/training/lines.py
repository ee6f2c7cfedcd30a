"""
Draws strips of machine-readable zones for training: text by the rules of ICAO 9303, glyphs of free fonts, and what happens to print
between the press and the picture. Everything after the glyphs is computed on the training device, a batch at once.

A strip is one line as the reader cuts it out: 24 px high, grey, with parts of its neighbours. Its text is empty when there is no
zone on it (other print, nothing, or a zone upside down), so that the net learns to say nothing there.
"""
import math
import os
import random
import string

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont

ALPHABET = "<" + string.digits + string.ascii_uppercase
BLANK = len(ALPHABET)
STRIP_HEIGHT = 24
STRIP_WIDTH = 768
# Pixels of a strip that one step of the net stands for.
STEP = 4
LONGEST = 48

# A glyph's tile: capitals are CAP px high and stand on the line at BASE; the pitch is PITCH px.
TILE_W, TILE_H, CAP, BASE, PITCH = 24, 36, 18, 27, 19

# Round and square strokes, and slanted. The package has inverted and outlined faces too, which no document prints.
OCR_B = [("/usr/share/fonts/opentype/ocr-b/OCRB.otf", 4), ("/usr/share/fonts/opentype/ocr-b/OCRBS.otf", 4), ("/usr/share/fonts/opentype/ocr-b/OCRBL.otf", 0.5)]
# What office printers set zones in: some draw a stroke or a dot into the nought, some are narrow, some nearly square.
FREE = "/usr/share/fonts/truetype/"
MONO = [
    FREE + "liberation/LiberationMono-Regular.ttf",
    FREE + "liberation/LiberationMono-Bold.ttf",
    FREE + "dejavu/DejaVuSansMono.ttf",
    FREE + "dejavu/DejaVuSansMono-Bold.ttf",
    FREE + "inconsolata/Inconsolata.otf",
    FREE + "noto/NotoMono-Regular.ttf",
    FREE + "noto/NotoSansMono-Bold.ttf",
    FREE + "freefont/FreeMonoBold.ttf",
    FREE + "jetbrains-mono/JetBrainsMono-Regular.ttf",
    FREE + "jetbrains-mono/JetBrainsMono-Bold.ttf",
    FREE + "mononoki/mononoki-Regular.ttf",
    "/usr/share/fonts/fonts-go/Go-Mono.ttf",
    "/usr/share/fonts/opentype/courier-prime/Courier Prime Bold.otf",
    "/usr/share/fonts/opentype/courier-prime/Courier Prime Sans.otf",
]
PACKAGES = ["fonts-ocr-b", "fonts-liberation", "fonts-dejavu", "fonts-freefont-ttf", "fonts-inconsolata", "fonts-noto-mono", "fonts-jetbrains-mono", "fonts-mononoki", "fonts-go", "fonts-courier-prime"]
PROPORTIONAL = [
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
]


def sized(path, like):
    """The font at the size at which `like` is CAP px high."""
    size = 200
    box = ImageFont.truetype(path, size).getbbox(like, anchor="ls")
    return ImageFont.truetype(path, round(size * CAP / (box[3] - box[1])))


def tiles_of(path, characters, stretch, level):
    """
    Each character in a tile of its own, centred on its advance: (characters, TILE_H, TILE_W), 0..1 ink.
    `stretch`: glyphs wider or narrower in the same pitch. `level`: digits as high as capitals; OCR-B's own are higher, many printers' are not.
    """
    capitals, figures = sized(path, "H"), sized(path, "8")
    tiles = []
    for character in characters:
        font = figures if level and character.isdigit() else capitals
        tile = Image.new("L", (TILE_W, TILE_H), 0)
        advance = font.getlength(character)
        ImageDraw.Draw(tile).text(((TILE_W - advance) / 2, BASE), character, font=font, fill=255, anchor="ls")
        about = TILE_W / 2
        tile = tile.transform(tile.size, Image.AFFINE, (1 / stretch, 0, about - about / stretch, 0, 1, 0), Image.BILINEAR)
        tiles.append(np.asarray(tile, dtype=np.float32) / 255)
    return np.stack(tiles)


def line_image(path, text, width):
    """Ordinary print, proportionally set: (TILE_H, width), 0..1 ink."""
    font = ImageFont.truetype(path, random.randint(20, 28))
    image = Image.new("L", (width, TILE_H), 0)
    ImageDraw.Draw(image).text((random.randint(0, 30), BASE), text, font=font, fill=255, anchor="ls")
    return np.asarray(image, dtype=np.float32) / 255


def check_digit(text):
    values = [0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text]
    return str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


def letters(n):
    return "".join(random.choice(string.ascii_uppercase) for _ in range(n))


def digits(n):
    return "".join(random.choice(string.digits) for _ in range(n))


def mixed(n):
    return "".join(random.choice(string.digits + string.ascii_uppercase) for _ in range(n))


def name(width):
    words = lambda k: "<".join(letters(random.randint(2, 10)) for _ in range(random.choices(range(1, k + 1), [6, 2, 1][:k])[0]))
    return (words(2) + "<<" + words(3)).ljust(width, "<")[:width]


def number(width):
    kind = random.random()
    text = digits(width) if kind < 0.35 else letters(random.randint(1, 3)) + digits(width) if kind < 0.75 else mixed(width)
    return text[: random.choice([width, width, width - 1, width - 2])].ljust(width, "<")


def date():
    return f"{random.randint(0, 99):02d}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"


def optional(width):
    kind = random.random()
    if kind < 0.45:
        return "<" * width
    text = number(random.randint(3, width)) if kind < 0.9 else "".join(random.choice(ALPHABET) for _ in range(width))
    return text.ljust(width, "<")[:width]


def with_digit(text):
    return text + check_digit(text)


def zone_line():
    """One line of a zone of any format, or characters at random: the reader must not learn that only the expected can be printed."""
    state = letters(3) if random.random() < 0.9 else random.choice(["D<<", "GBD", "XXA", "UTO"])
    kind = random.random()
    if kind < 0.14:
        return random.choice(["P", "P", "P", "V", "PM", "PD", "PN"]).ljust(2, "<") + state + name(39)
    if kind < 0.30:
        return with_digit(number(9)) + state + with_digit(date()) + random.choice("MF<") + with_digit(date()) + optional(14) + random.choice(digits(1) + "<") + digits(1)
    if kind < 0.38:
        return random.choice(["I", "A", "C", "V", "ID", "IR"]).ljust(2, "<") + state + name(31)
    if kind < 0.48:
        return with_digit(number(9)) + state + with_digit(date()) + random.choice("MF<") + with_digit(date()) + optional(7) + digits(1)
    if kind < 0.60:
        return random.choice(["I", "A", "C", "ID", "IR", "AC"]).ljust(2, "<") + state + with_digit(number(9)) + optional(15)
    if kind < 0.70:
        return with_digit(date()) + random.choice("MF<") + with_digit(date()) + state + optional(11) + digits(1)
    if kind < 0.78:
        return name(30)
    if kind < 0.82:
        return digits(12) + with_digit(name(14)[:14]) + date() + random.choice("MF") + digits(1)
    length = random.choice([30, 36, 44, random.randint(16, LONGEST)])
    if kind < 0.92:
        return "".join(random.choice(ALPHABET) for _ in range(length))
    text = ""
    while len(text) < length:
        text += "<" * random.choice([1, 1, 2, 3, 8, 20]) + mixed(random.randint(1, 8))
    return text[:length]


def plain_text():
    """Print that is no zone."""
    kind = random.random()
    if kind < 0.5:
        word = lambda: "".join(random.choice(string.ascii_lowercase) for _ in range(random.randint(2, 10)))
        words = [word() for _ in range(random.randint(1, 9))]
        return " ".join(random.choice([w, w.capitalize(), w.upper()]) for w in words)
    if kind < 0.75:
        return " ".join(random.choice([mixed(random.randint(2, 10)), digits(random.randint(1, 8)), f"{digits(2)}.{digits(2)}.{digits(4)}"]) for _ in range(random.randint(1, 6)))
    return "".join(random.choice(string.ascii_letters + string.digits + " .,:/-()«»<>|_*=") for _ in range(random.randint(4, 40)))


CODE_OF = {character: code for code, character in enumerate(ALPHABET)}


def write_texts(seed, size):
    """What stands on `size` strips, as arrays; made in processes beside the one that draws."""
    random.seed(seed)
    codes = np.full((size, 3, LONGEST), BLANK, dtype=np.uint8)
    upside_down, negative = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    print_images, targets, lengths, counts = {}, [], [], []
    for i in range(size):
        line = zone_line()
        lines = (zone_line() if random.random() < 0.6 else "", line, zone_line() if random.random() < 0.6 else "")
        for j, text in enumerate(lines):
            codes[i, j, : len(text)] = [CODE_OF[character] for character in text]
        kind = random.random()
        upside_down[i], negative[i] = kind < 0.05, kind < 0.12
        if 0.05 <= kind < 0.12:
            width = LONGEST * PITCH + TILE_W
            empty = random.random() < 0.15
            image = np.zeros((TILE_H, width), np.float32) if empty else line_image(random.choice(PROPORTIONAL + MONO), plain_text(), width)
            print_images[i] = ((image * 255).astype(np.uint8), random.random() < 0.6)
        target = [] if kind < 0.12 else [CODE_OF[character] for character in line]
        targets += target
        lengths.append(len(target))
        counts.append(len(line))
    return {"codes": codes, "upside_down": upside_down, "negative": negative, "print": print_images, "targets": targets, "lengths": lengths, "counts": counts}


class Strips:
    """Batches of strips on `device`: grey (batch, 1, 32, width) normalised, targets, target lengths."""

    def __init__(self, device):
        self.device = device
        # Office faces fill their pitch more than OCR-B does, which stands wide.
        faces = [(path, weight, (0.86, 1.0, 1.14)) for path, weight in OCR_B] + [(path, 0.2, (1.0, 1.15, 1.3)) for path in MONO]
        missing = [path for path in [path for path, *_ in faces] + PROPORTIONAL if not os.path.exists(path)]
        if missing:
            raise SystemExit(f"Fonts are missing (apt install {' '.join(PACKAGES)}): {missing}")
        fonts = [(path, weight, stretch, level) for path, weight, stretches in faces for stretch in stretches for level in (False, True)]
        atlas = np.stack([tiles_of(path, ALPHABET, stretch, level) for path, _, stretch, level in fonts])
        # A last tile that is empty.
        self.atlas = torch.from_numpy(np.concatenate([atlas, np.zeros_like(atlas[:, :1])], 1)).to(device)
        self.weights = [weight for _, weight, *_ in fonts]
        basis = torch.tensor([[math.cos((2 * x + 1) * u * math.pi / 16) * (math.sqrt(1 / 8) if u == 0 else 0.5) for x in range(8)] for u in range(8)])
        self.dct = basis.to(device)
        row, column = torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij")
        # About the luminance table of the JPEG standard's annex K, as a plane with a bend.
        self.quant = (12 + 5 * row + 6 * column + 1.1 * row * column).to(device)

    def uniform(self, shape, low, high):
        return torch.rand(shape, device=self.device) * (high - low) + low

    def set_lines(self, codes, fonts, width):
        """(batch, 3, TILE_H, width) of ink: the line in the middle, its neighbours above and below."""
        rows = torch.zeros(len(codes), 3, TILE_H, width, device=self.device)
        tiles = self.atlas[fonts.to(self.device)[:, None, None], codes.to(self.device)]
        # Tiles overlap: they are wider than the pitch.
        for k in range(LONGEST):
            left = k * PITCH
            rows[..., left : left + TILE_W] = torch.maximum(rows[..., left : left + TILE_W], tiles[:, :, k])
        return rows

    def batch(self, texts, hard=1.0):
        """
        `texts` of write_texts -> strips (batch, 1, 32, 960), their targets in one row, how long each target is, and how many of the net's
        steps each strip takes. `hard`, 0..1: how much is done to the print.
        """
        device = self.device
        size = len(texts["codes"])
        width = LONGEST * PITCH + TILE_W
        upside_down = torch.from_numpy(texts["upside_down"]).to(device)
        fonts = torch.tensor(random.choices(range(len(self.weights)), self.weights, k=size))
        rows = self.set_lines(torch.from_numpy(texts["codes"]).long(), fonts, width)
        for i, (image, alone) in texts["print"].items():
            rows[i, 1] = torch.from_numpy(image).to(device).float() / 255
            if alone:
                rows[i, 0] = rows[i, 2] = 0
        negative = torch.from_numpy(texts["negative"]).to(device)
        counts, targets, lengths = texts["counts"], texts["targets"], texts["lengths"]
        counts = torch.tensor(counts, device=device).float()

        # How thick the print is: a blurred glyph cut at another level.
        blurred = F.avg_pool2d(rows, 3, 1, 1)
        level = self.uniform((size, 1, 1, 1), 0.2, 0.7)
        rows = torch.sigmoid((blurred - level) * 9)

        # The geometry: from a point of the strip to one of the three lines. Lengths in capitals' heights.
        pitch = self.uniform((size,), 0.7, 1.2) * PITCH / CAP
        margin_left = self.uniform((size,), 0.0, 2.0)
        margin_right = self.uniform((size,), 0.0, 2.0)
        strip = self.uniform((size,), 1.15, 2.1)
        length = counts * pitch + margin_left + margin_right
        out_width = (length / strip * STRIP_HEIGHT).clamp(max=STRIP_WIDTH)
        low = torch.exp(self.uniform((size,), 0, 1) ** 0.75 * math.log(24 / 4.8)) * 4.8  # px a character in the picture
        low_scale = low / pitch  # px a capital's height
        low_h = (strip * low_scale).clamp(6, STRIP_HEIGHT * 1.5)
        centre = self.uniform((size,), -0.2, 0.2)
        tilt = self.uniform((size,), -0.016, 0.016) * hard
        bend = self.uniform((size,), -0.16, 0.16) * hard * (torch.rand(size, device=device) < 0.4)
        slant = self.uniform((size,), -0.12, 0.12) * hard
        spacing = self.uniform((size,), 1.55, 2.9)
        rate = self.uniform((size,), -0.06, 0.06) * hard  # perspective along the line

        # Drawn at the picture's resolution, a low image of its own width per strip, all in one canvas of the strip's size.
        grid_h, grid_w = STRIP_HEIGHT, STRIP_WIDTH
        shrink_y = (low_h / grid_h)[:, None, None]
        shrink_x = (low_h / strip * length / out_width)[:, None, None]
        v = torch.arange(grid_h, device=device).float()[None, :, None] + 0.5
        u = torch.arange(grid_w, device=device).float()[None, None, :] + 0.5
        share = (u / out_width[:, None, None])  # 0..1 along the strip
        along = share * (1 + rate[:, None, None] * (share - 1))
        x = along * length[:, None, None] - margin_left[:, None, None]
        y = (v / grid_h - 0.5) * strip[:, None, None] + centre[:, None, None]
        y = y + tilt[:, None, None] * (x - counts[:, None, None] * pitch[:, None, None] / 2)
        y = y + bend[:, None, None] * ((share - 0.5) ** 2 * 4 - 0.5)
        x = x - slant[:, None, None] * y
        flip = upside_down[:, None, None]
        x = torch.where(flip, counts[:, None, None] * pitch[:, None, None] - x, x)
        y = torch.where(flip, -y, y)
        centres = self.centres(x[:, STRIP_HEIGHT // 2] / pitch[:, None], counts, negative)
        # In the tiles: x in pitches, y from the middle of the capitals.
        tile_x = x / pitch[:, None, None] * PITCH + (TILE_W - PITCH) / 2
        which = torch.round(y / spacing[:, None, None]).clamp(-1, 1)
        tile_y = (y - which * spacing[:, None, None]) * CAP + (BASE - CAP / 2)
        canvas = rows.reshape(size, 1, 3 * TILE_H, width)
        inside = (tile_y > 0) & (tile_y < TILE_H)
        sample_y = tile_y.clamp(0, TILE_H - 1) + (which + 1) * TILE_H
        ys = sample_y / (3 * TILE_H) * 2 - 1
        xs = tile_x.expand_as(ys) / width * 2 - 1

        ink = F.grid_sample(canvas, torch.stack([xs, ys], -1), mode="bilinear", align_corners=False) * inside[:, None]
        # The lens and the pixels of the picture, in pixels of the strip.
        sigma = STRIP_HEIGHT / low_h * self.uniform((size,), 0.25, 0.75)
        ink = gaussian(ink, sigma)[:, 0]

        paper = self.paper(size, grid_h, grid_w, hard)
        darkness = self.uniform((size, 1, 1), 0.0, 0.45)
        contrast_floor = torch.minimum(darkness, paper - 0.2)
        worn = 1 - self.uniform((size, 1, 1), 0, 0.35) * self.field(size, grid_h, grid_w, 12, 100).clamp(0, 1)
        grey = paper + (contrast_floor - paper) * ink * worn
        grey = self.overprint(grey, hard)

        # Down to the picture's pixels, there noise and JPEG, and up again.
        grey = self.through_pixels(grey, shrink_x[:, 0, 0], shrink_y[:, 0, 0], hard)
        beyond = u >= out_width[:, None, None]
        mean = torch.where(beyond, torch.zeros_like(grey), grey).sum((1, 2)) / (grid_h * out_width)
        grey = torch.where(beyond, mean[:, None, None], grey)
        spread = torch.sqrt((torch.where(beyond, torch.zeros_like(grey), grey - mean[:, None, None]) ** 2).sum((1, 2)) / (grid_h * out_width))
        strips = (grey - mean[:, None, None]) / (spread[:, None, None] + 0.02)
        return strips[:, None], torch.tensor(targets, dtype=torch.long), torch.tensor(lengths, dtype=torch.long), (out_width / STEP).ceil().long().cpu(), centres

    def centres(self, along, counts, negative):
        """
        Of every step of the net which character of the line (its index) has its centre there, or -1: (batch, steps).
        `along`: for every pixel of the strip where on the line it lies, in characters.
        """
        edges = torch.floor(along - 0.5)
        edges = torch.cat([edges[:, :1], edges[:, STEP - 1 :: STEP]], 1)
        index = torch.where(edges[:, 1:] > edges[:, :-1], edges[:, 1:], torch.full_like(edges[:, 1:], -1))
        beyond = (index >= counts[:, None]) | negative[:, None]
        return torch.where(beyond, torch.full_like(index, -1), index).long()

    def field(self, size, height, width, coarse_h, coarse_w):
        """A smooth random field, about -1..1."""
        noise = torch.randn(size, 1, max(2, height // coarse_h), max(2, width // coarse_w), device=self.device)
        return F.interpolate(noise, size=(height, width), mode="bicubic", align_corners=False)[:, 0]

    def paper(self, size, height, width, hard):
        base = self.uniform((size, 1, 1), 0.45, 1.0)
        paper = base + 0.06 * hard * self.field(size, height, width, 16, 160) + 0.035 * hard * self.field(size, height, width, 6, 12) * (torch.rand(size, 1, 1, device=self.device) < 0.5)
        v = torch.arange(height, device=self.device).float()[None, :, None]
        u = torch.arange(width, device=self.device).float()[None, None, :]
        for _ in range(3):
            # Guilloches: waves that wander.
            amplitude = self.uniform((size, 1, 1), 0, 0.075) * hard * (torch.rand(size, 1, 1, device=self.device) < 0.4)
            angle = self.uniform((size, 1, 1), 0, math.pi)
            wave = self.uniform((size, 1, 1), 3, 22)
            wander = self.field(size, height, width, 16, 60) * 2
            paper = paper + amplitude * torch.sin((u * torch.cos(angle) + v * torch.sin(angle)) * 2 * math.pi / wave + wander)
        shade = self.uniform((size, 1, 1), -0.25, 0.25) * hard * (torch.rand(size, 1, 1, device=self.device) < 0.4)
        return (paper + shade * (u / width - 0.5)).clamp(0.22, 1.05)

    def overprint(self, grey, hard):
        """Stamps, folds and pictures that cross the line."""
        size, height, width = grey.shape
        v = torch.arange(height, device=self.device).float()[None, :, None]
        u = torch.arange(width, device=self.device).float()[None, None, :]
        for _ in range(2):
            there = (torch.rand(size, 1, 1, device=self.device) < 0.18 * hard)
            at = self.uniform((size, 1, 1), 0, width)
            lean = self.uniform((size, 1, 1), -3, 3)
            thick = self.uniform((size, 1, 1), 1, 14)
            strength = self.uniform((size, 1, 1), -0.22, 0.2)
            stroke = torch.sigmoid((thick - (u - at - lean * v).abs()) * 1.5)
            grey = grey + there * strength * stroke
        return grey

    def through_pixels(self, grey, shrink_x, shrink_y, hard):
        """Each strip by way of an image of its own resolution, in eight groups of like resolution."""
        size, height, width = grey.shape
        order = torch.argsort(shrink_y)
        out = torch.empty_like(grey)
        for group in torch.chunk(order, 8):
            low_h = max(6, round(float((shrink_y[group] * height).mean())))
            low_w = max(60, round(float((shrink_x[group] * width).mean())))
            low = F.interpolate(grey[group][:, None], size=(low_h, low_w), mode="area" if low_h < height else "bilinear", **({} if low_h < height else {"align_corners": False}))
            noise = self.uniform((len(group), 1, 1, 1), 0, 1) ** 2 * 0.05 * hard
            low = low + noise * torch.randn_like(low)
            if random.random() < 0.6:
                low = self.jpeg(low, random.uniform(25, 95))
            mode = random.choice(["bilinear", "bilinear", "bicubic"])
            out[group] = F.interpolate(low, size=(height, width), mode=mode, align_corners=False)[:, 0]
        return out

    def jpeg(self, image, quality):
        """What an 8 x 8 block transform with rounded coefficients does to luminance, at a random place of the blocks."""
        factor = 50 / quality if quality < 50 else 2 - quality / 50
        table = (self.quant * factor).clamp(min=1) / 255
        batch, _, height, width = image.shape
        top, left = random.randrange(8), random.randrange(8)
        padded = F.pad(image, (left, (-(width + left)) % 8, top, (-(height + top)) % 8), mode="replicate")
        blocks = padded.unfold(2, 8, 8).unfold(3, 8, 8)
        spectrum = self.dct @ blocks @ self.dct.T
        blocks = self.dct.T @ (torch.round(spectrum / table) * table) @ self.dct
        whole = blocks.permute(0, 1, 2, 4, 3, 5).reshape(padded.shape)
        return whole[:, :, top : top + height, left : left + width]


def gaussian(images, sigma):
    """Each image of (batch, 1, height, width) blurred by its own sigma, in px, in eight groups."""
    out = torch.empty_like(images)
    for group in torch.chunk(torch.argsort(sigma), 8):
        s = float(sigma[group].mean())
        radius = max(1, math.ceil(2.5 * s))
        kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, device=images.device).float() / s) ** 2)
        kernel = kernel / kernel.sum()
        row = F.conv2d(images[group], kernel.view(1, 1, 1, -1), padding=(0, radius))
        out[group] = F.conv2d(row, kernel.view(1, 1, -1, 1), padding=(radius, 0))
    return out
