/// Pictures as the Loop and its nodes hand them on (ITU-T T.81, JFIF, EXIF).
///
/// libturbojpeg reads and writes them: baseline, progressive and arithmetic, gray, YCbCr, RGB, CMYK and YCCK, 8 bits a
/// sample.
///
/// A picture comes from a peer that may mean harm. So its size is looked at before memory is taken for its pixels, and
/// what the library merely warns of (a file that is cut off, for one) counts as damage: `jpeginfo -c`, with which nodes
/// check what they download, does not say OK of it either. (It says OK of no picture in CMYK; this room does.)
///
/// An honest picture of 12 million pixels takes a tenth of a second. One made to take long may take some: call these
/// functions off the event loop.
package enum JPEG {
    /// Pixels that a picture may have, inclusive, unless the caller says otherwise: what Pillow, with which most nodes
    /// read pictures, takes without a warning of a "decompression bomb".
    ///
    /// Thirty bytes can claim 65535 × 65535 pixels, 12 GB. Within this limit, decoding takes 256 MiB for the pixels; a
    /// progressive picture takes up to twice as much again while it is read.
    package static let pixelCountLimit = 89_478_485

    /// What a file says of its picture before the pixels come.
    package struct Header: Sendable, Hashable {
        /// Columns as stored, 1 to 65535.
        package let width: Int
        /// Rows as stored, 1 to 65535.
        package let height: Int
        /// Samples a pixel: 1 (gray), 3 (YCbCr, RGB) or 4 (CMYK, YCCK).
        package let componentCount: Int
        /// How the picture is to be turned before it is looked at; ``Orientation/topLeft`` where the file does not say.
        package let orientation: Orientation
    }

    /// Reads the header of a picture; what stands behind it may be missing.
    ///
    /// - Throws: ``JPEGError/unreadable(_:)``.
    package static func header(of bytes: [UInt8]) throws(JPEGError) -> Header {
        let frame = try Decompressor().frame(of: bytes)
        return Header(
            width: frame.width, height: frame.height, componentCount: frame.space.componentCount,
            orientation: Orientation(exifOf: bytes) ?? .topLeft)
    }

    /// The pixels of a picture as stored; ``Pixels/oriented(_:)`` turns them.
    ///
    /// - Parameters:
    ///   - bytes: the file. What follows its end is not looked at.
    ///   - limit: how many pixels it may have.
    /// - Throws: the flaw of the file.
    package static func decode(_ bytes: [UInt8], limit: Int = pixelCountLimit) throws(JPEGError) -> Pixels {
        let decompressor = try Decompressor()
        let frame = try decompressor.frame(of: bytes)
        try frame.checkPixelCount(limit: limit)
        let samples = try decompressor.samples(of: bytes, frame, width: frame.width, height: frame.height)
        return Pixels(width: frame.width, height: frame.height, bytes: samples.rgb)
    }

    /// Reads a picture to its end, and sees that nothing is missing or damaged.
    ///
    /// Takes as long as decoding or a little less, and 1/64 of the memory (progressive pictures: see
    /// ``pixelCountLimit``).
    ///
    /// - Parameters:
    ///   - bytes: the file. What follows its end is not looked at.
    ///   - limit: how many pixels it may have.
    /// - Throws: the flaw of the file.
    package static func check(_ bytes: [UInt8], limit: Int = pixelCountLimit) throws(JPEGError) {
        let decompressor = try Decompressor()
        let frame = try decompressor.frame(of: bytes)
        try frame.checkPixelCount(limit: limit)
        // An eighth of the size: every coefficient is still read, but only the first of each block becomes a pixel.
        _ = try decompressor.samples(
            of: bytes, frame, width: (frame.width + 7) / 8, height: (frame.height + 7) / 8)
    }

    /// A picture of `pixels`: baseline, YCbCr, colours at half the resolution (4:2:0), as cameras write them.
    ///
    /// - Parameter quality: 1 to 100.
    /// - Throws: ``JPEGError/unwritable(_:)`` for more than 65500 columns or rows.
    package static func encode(_ pixels: Pixels, quality: Int = 90) throws(JPEGError) -> [UInt8] {
        precondition((1...100).contains(quality), "the quality of a JPEG is a number from 1 to 100")
        return try Compressor().compress(pixels, quality: quality)
    }
}
