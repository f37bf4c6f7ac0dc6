use anyhow::Result;
use png::{BitDepth, ColorType, Compression, Encoder};
use resvg::tiny_skia::Pixmap;

/// Nothing shows through a figure, so three channels are enough.
pub(super) fn encode(pixmap: &Pixmap) -> Result<Vec<u8>> {
    let pixels = pixmap.pixels();
    let channels: Vec<u8> =
        pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&channels)?;
    writer.finish()?;
    Ok(bytes)
}
