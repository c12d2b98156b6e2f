internal import CTurboJPEG

/// A compressor of libturbojpeg's.
///
/// `@safe`: the handle is valid from `init` to `deinit`, and whoever uses it borrows the compressor meanwhile.
@safe
struct Compressor: ~Copyable {
    private let handle: tjhandle

    /// Makes one (the C function is `tjInitCompress`).
    init() throws(JPEGError) {
        guard let handle = unsafe tjInitCompress() else { throw .library(errorText(nil)) }
        unsafe self.handle = handle
    }

    deinit { _ = unsafe tjDestroy(handle) }

    /// Makes a file (the C function is `tjCompress2`).
    func compress(_ pixels: Pixels, quality: Int) throws(JPEGError) -> [UInt8] {
        // A side that the format cannot have is refused by the library, with its reason; but it must fit into a C int.
        let width = CInt(clamping: pixels.width)
        let height = CInt(clamping: pixels.height)
        // The library allocates the file and lets it grow; it is ours to free, also on an error.
        var file: UnsafeMutablePointer<UInt8>?
        var byteCount: UInt = 0
        defer { unsafe tjFree(file) }
        let result = unsafe pixels.bytes.withUnsafeBufferPointer { source in
            unsafe tjCompress2(
                handle, source.baseAddress, width, 0, height, CInt(TJPF_RGB.rawValue), &file, &byteCount,
                CInt(TJSAMP_420.rawValue), CInt(quality), 0)
        }
        guard result == 0 else { throw .unwritable(unsafe errorText(handle)) }
        return unsafe Array(UnsafeBufferPointer(start: file, count: Int(byteCount)))
    }
}
