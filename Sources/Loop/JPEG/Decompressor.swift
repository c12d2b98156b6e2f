internal import CTurboJPEG

/// A decompressor of libturbojpeg's.
///
/// `@safe`: the handle is valid from `init` to `deinit`, and whoever uses it borrows the decompressor meanwhile.
@safe
struct Decompressor: ~Copyable {
    private let handle: tjhandle

    /// Makes one (the C function is `tjInitDecompress`).
    init() throws(JPEGError) {
        guard let handle = unsafe tjInitDecompress() else { throw .library(errorText(nil)) }
        unsafe self.handle = handle
    }

    deinit { _ = unsafe tjDestroy(handle) }

    /// What the frame header of a file says.
    struct Frame {
        let width: Int
        let height: Int
        let space: ColourSpace

        func checkPixelCount(limit: Int) throws(JPEGError) {
            // Both are below 2^16, so the product fits.
            guard width * height <= limit else { throw .pixelCount(width: width, height: height, limit: limit) }
        }
    }

    /// Reads up to the first scan (the C function is `tjDecompressHeader3`).
    func frame(of bytes: [UInt8]) throws(JPEGError) -> Frame {
        guard !bytes.isEmpty else { throw .unreadable("the file is empty") }
        var width: CInt = 0
        var height: CInt = 0
        var subsampling: CInt = -1
        var number: CInt = -1
        let result = unsafe bytes.withUnsafeBufferPointer { file in
            unsafe tjDecompressHeader3(
                handle, file.baseAddress, UInt(file.count), &width, &height, &subsampling, &number)
        }
        // The library fails too when it knows no name for the subsampling, which decoding does not need, and when it
        // has something to warn of. The header is whole when these are set.
        guard width > 0, height > 0, let space = ColourSpace(number) else {
            throw .unreadable(result == 0 ? "there is no picture in it, or it is cut off" : unsafe errorText(handle))
        }
        return Frame(width: Int(width), height: Int(height), space: space)
    }

    /// Reads a file to its end (the C function is `tjDecompress2`).
    ///
    /// - Parameters:
    ///   - frame: what its header says.
    ///   - width: columns wanted: all of them, or an eighth, rounded up.
    ///   - height: rows wanted, likewise.
    func samples(of bytes: [UInt8], _ frame: Frame, width: Int, height: Int) throws(JPEGError) -> Samples {
        let form: Samples.Form = frame.space.isForPrinting ? .cmyk : .rgb
        let rowByteCount = width * form.byteCount
        // Zeros, so that no rest of other memory shows if the library should leave a place out.
        var samples = [UInt8](repeating: 0, count: rowByteCount * height)
        let result = unsafe bytes.withUnsafeBufferPointer { file in
            unsafe samples.withUnsafeMutableBufferPointer { samples in
                unsafe tjDecompress2(
                    handle, file.baseAddress, UInt(file.count), samples.baseAddress, CInt(width), CInt(rowByteCount),
                    CInt(height), form.number, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
            }
        }
        guard result == 0 else {
            let text = unsafe errorText(handle)
            throw unsafe tjGetErrorCode(handle) == CInt(TJERR_WARNING.rawValue) ? .damaged(text) : .unreadable(text)
        }
        return Samples(form: form, bytes: samples)
    }
}

/// The colour space of a file.
struct ColourSpace {
    let componentCount: Int

    /// Whether it has the four inks of a printer; libturbojpeg gives these only as they are.
    var isForPrinting: Bool { componentCount == 4 }

    /// - Parameter number: libturbojpeg's (`TJCS_…`), or -1 for one that it does not know.
    init?(_ number: CInt) {
        switch UInt32(bitPattern: number) {
        case TJCS_GRAY.rawValue: componentCount = 1
        case TJCS_RGB.rawValue, TJCS_YCbCr.rawValue: componentCount = 3
        case TJCS_CMYK.rawValue, TJCS_YCCK.rawValue: componentCount = 4
        default: return nil
        }
    }
}

/// Pixels as libturbojpeg gives them.
struct Samples {
    enum Form {
        case rgb, cmyk

        var byteCount: Int {
            switch self {
            case .rgb: 3
            case .cmyk: 4
            }
        }

        /// libturbojpeg's number.
        var number: CInt {
            switch self {
            case .rgb: CInt(TJPF_RGB.rawValue)
            case .cmyk: CInt(TJPF_CMYK.rawValue)
            }
        }
    }

    let form: Form
    let bytes: [UInt8]

    /// The pixels in red, green and blue.
    var rgb: [UInt8] {
        switch form {
        case .rgb:
            return bytes
        case .cmyk:
            var rgb: [UInt8] = []
            rgb.reserveCapacity(bytes.count / 4 * 3)
            // Adobe's files, and so all that exist, hold how much light an ink lets through, not how much of it there
            // is: 255 is none of it.
            for pixel in stride(from: 0, to: bytes.count, by: 4) {
                let black = UInt32(bytes[pixel + 3])
                for ink in 0..<3 { rgb.append(UInt8((UInt32(bytes[pixel + ink]) * black + 127) / 255)) }
            }
            return rgb
        }
    }
}

/// What libturbojpeg said last, of a handle or, without one, of this thread.
func errorText(_ handle: tjhandle?) -> String {
    guard let text = unsafe tjGetErrorStr2(handle) else { return "no reason given" }
    return unsafe String(cString: text)
}
