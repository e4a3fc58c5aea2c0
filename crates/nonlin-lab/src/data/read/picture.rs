//! One PNG or JPEG file as pixels, and pixels scaled to another size.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::data::ImageSize;

/// The longest side and the most pixels of a picture: a few bytes of a file can promise billions.
pub(super) const MAX_SIDE: usize = 1 << 14;
pub(super) const MAX_PIXELS: usize = 1 << 26;

/// A picture of `size.values()` bytes, the channels of a pixel side by side.
pub(super) struct Picture {
    pub(super) size: ImageSize,
    pub(super) pixels: Vec<u8>,
}

/// Whether `bytes` begin as a PNG or a JPEG file does.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    is_png(bytes) || bytes.starts_with(b"\xFF\xD8\xFF")
}

fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// The size of the picture in `bytes`; 1 channel if it is grey, else 3. The reason if it cannot be read.
pub(super) fn size(bytes: &[u8]) -> Result<ImageSize, String> {
    let size = if is_png(bytes) {
        let reader = png::Decoder::new(Cursor::new(bytes)).read_info().map_err(|error| error.to_string())?;
        let info = reader.info();
        let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
        let palette_grey = || {
            let palette = info.palette.as_deref().unwrap_or_default();
            palette.chunks(3).all(|rgb| rgb.windows(2).all(|pair| pair[0] == pair[1]))
        };
        let grey = match info.color_type {
            png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha => true,
            png::ColorType::Indexed => palette_grey(),
            png::ColorType::Rgb | png::ColorType::Rgba => false,
        };
        ImageSize { channels: if grey { 1 } else { 3 }, height: side(info.height), width: side(info.width) }
    } else {
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), jpeg_options());
        decoder.decode_headers().map_err(|error| error.to_string())?;
        let (width, height) = decoder.dimensions().ok_or("it has no size")?;
        let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
        ImageSize { channels: if grey { 1 } else { 3 }, height, width }
    };
    if size.height > MAX_SIDE || size.width > MAX_SIDE || size.height * size.width > MAX_PIXELS {
        return Err(format!(
            "it promises {} x {} pixels, more than {MAX_SIDE} a side or {} million in all",
            size.width,
            size.height,
            MAX_PIXELS / 1_000_000
        ));
    }
    Ok(size)
}

fn jpeg_options() -> DecoderOptions {
    DecoderOptions::new_safe().set_strict_mode(true).set_max_width(MAX_SIDE).set_max_height(MAX_SIDE)
}

/// The pixels of the picture in `bytes`, as `channels` (1 or 3) bytes each; what is transparent lies on white.
pub(super) fn decode(bytes: &[u8], channels: usize) -> Result<Picture, String> {
    let ImageSize { height, width, .. } = size(bytes)?;
    let (pixels, found) = if is_png(bytes) { decode_png(bytes)? } else { decode_jpeg(bytes)? };
    let mut converted = Vec::with_capacity(height * width * channels);
    for pixel in pixels.chunks_exact(found) {
        let over_white = |value: u8, alpha: u8| {
            let mixed = u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        let rgb = match *pixel {
            [grey] => [grey; 3],
            [grey, alpha] => [over_white(grey, alpha); 3],
            [r, g, b] => [r, g, b],
            [r, g, b, alpha] => [r, g, b].map(|value| over_white(value, alpha)),
            _ => [0; 3],
        };
        if channels == 1 {
            converted.push(luma(rgb));
        } else {
            converted.extend(rgb);
        }
    }
    if converted.len() != height * width * channels {
        return Err("it has fewer pixels than it promises".to_string());
    }
    Ok(Picture { size: ImageSize { channels, height, width }, pixels: converted })
}

/// Brightness, by the weights of ITU-R BT.601.
fn luma([r, g, b]: [u8; 3]) -> u8 {
    let sum = 299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b);
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}

/// Eight-bit pixels, and how many channels they have.
fn decode_png(bytes: &[u8]) -> Result<(Vec<u8>, usize), String> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 4 * MAX_PIXELS });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let length = reader.output_buffer_size().filter(|&n| n <= 4 * MAX_PIXELS).ok_or("it has too many pixels")?;
    let mut pixels = vec![0; length];
    let info = reader.next_frame(&mut pixels).map_err(|error| error.to_string())?;
    pixels.truncate(info.buffer_size());
    Ok((pixels, info.color_type.samples()))
}

fn decode_jpeg(bytes: &[u8]) -> Result<(Vec<u8>, usize), String> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), jpeg_options());
    decoder.decode_headers().map_err(|error| error.to_string())?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let out = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(jpeg_options().jpeg_set_out_colorspace(out));
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    Ok((pixels, if grey { 1 } else { 3 }))
}

impl Picture {
    /// The picture at another size: each new pixel is the mean of the old ones that it covers, weighted by a triangle
    /// as wide as the coarser of the two grids.
    pub(super) fn scaled(self, height: usize, width: usize) -> Self {
        let ImageSize { channels, height: old_height, width: old_width } = self.size;
        let size = ImageSize { channels, height, width };
        if size == self.size {
            return self;
        }
        let pixels: Vec<f32> = self.pixels.into_iter().map(f32::from).collect();
        let across = resampled(&pixels, old_height, old_width, channels, width);
        let down = transposed(&across, old_height, width, channels);
        let down = resampled(&down, width, old_height, channels, height);
        let done = transposed(&down, width, height, channels);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let pixels = done.into_iter().map(|x| x.round().clamp(0.0, 255.0) as u8).collect();
        Self { size, pixels }
    }
}

/// `rows` rows of `old` pixels as rows of `new` pixels.
fn resampled(pixels: &[f32], rows: usize, old: usize, channels: usize, new: usize) -> Vec<f32> {
    let ratio = old as f64 / new as f64;
    let reach = ratio.max(1.0);
    let weights: Vec<Vec<(usize, f32)>> = (0..new)
        .map(|place| {
            let centre = (place as f64 + 0.5) * ratio - 0.5;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places of pixels")]
            let (first, last) = ((centre - reach).ceil().max(0.0) as usize, (centre + reach).floor().max(0.0) as usize);
            let near: Vec<(usize, f64)> = (first..=last.min(old - 1))
                .map(|from| (from, (1.0 - (from as f64 - centre).abs() / reach).max(0.0)))
                .collect();
            let sum: f64 = near.iter().map(|(_, weight)| weight).sum();
            #[expect(clippy::cast_possible_truncation, reason = "weights of pixels")]
            let near = near.into_iter().map(|(from, weight)| (from, (weight / sum) as f32)).collect();
            near
        })
        .collect();
    let mut out = Vec::with_capacity(rows * new * channels);
    for row in pixels.chunks_exact(old * channels) {
        for near in &weights {
            for channel in 0..channels {
                out.push(near.iter().map(|(from, weight)| row[from * channels + channel] * weight).sum());
            }
        }
    }
    out
}

fn transposed(pixels: &[f32], height: usize, width: usize, channels: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(pixels.len());
    for column in 0..width {
        for row in 0..height {
            let start = (row * width + column) * channels;
            out.extend_from_slice(&pixels[start..start + channels]);
        }
    }
    out
}
