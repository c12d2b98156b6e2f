internal import Files
internal import JPEG
internal import JSON
internal import LoopDomain

extension FileStorage {
    /// Bytes of what is said of an image.
    private static let dataByteCountLimit = 16 << 20
    /// Bytes of an image: what rosys sends at most.
    private static let imageByteCountLimit = 64 << 20

    /// Looks through the images that were uploaded, and keeps their files.
    ///
    /// - Throws: whatever is wrong with one of them; then none is kept.
    func keepImages(_ files: [UploadedFile]) throws -> [Store.SentImage] {
        let pairs = try Self.pairs(of: files)
        let checked = try pairs.map { data, image in
            (metadata: try Self.metadata(in: data), file: image, header: try Self.header(of: image))
        }
        return try checked.map { image in
            let file = try OwnedFile(
                moving: image.file.path, to: takePath("image", "jpg"), byteCount: image.file.byteCount)
            return Store.SentImage(
                metadata: image.metadata, file: file, width: image.header.width, height: image.header.height)
        }
    }

    /// What belongs together: files of the same name but for the extension, where each name is there once; else the
    /// first data and the first image, and so on.
    ///
    /// What is data is told by its name: detectors from 0.10.10 on send it as `text/plain`, earlier ones do not say. An
    /// image that comes all alone has nothing said of it.
    private static func pairs(of files: [UploadedFile]) throws -> [(data: UploadedFile?, image: UploadedFile)] {
        let data = files.filter(\.isJSON)
        let images = files.filter { !$0.isJSON }
        if data.isEmpty { return images.map { (nil, $0) } }
        guard data.count == images.count else { throw UploadError.unpaired(json: data.count, images: images.count) }
        let dataByStem = Dictionary(data.map { ($0.stem, $0) }, uniquingKeysWith: { first, _ in first })
        guard dataByStem.count == data.count, Set(images.map(\.stem)).count == images.count else {
            return zip(data, images).map { ($0, $1) }
        }
        return try images.map { image in
            guard let own = dataByStem[image.stem] else {
                throw UploadError.unpaired(json: data.count, images: images.count)
            }
            return (own, image)
        }
    }

    private static func metadata(in file: UploadedFile?) throws -> ImageMetadata {
        guard let file else { return try ImageMetadata(json: [:]) }
        guard file.byteCount <= dataByteCountLimit else {
            throw UploadError.imageDataTooLarge(file.name, limit: dataByteCountLimit)
        }
        do {
            return try ImageMetadata(json: Value(parsing: FileReader.contents(of: file.path)))
        } catch let error as SyntaxError {
            throw UploadError.imageDataIsWrong(file.name, reason: String(describing: error))
        } catch let error as DomainError {
            throw UploadError.imageDataIsWrong(file.name, reason: error.description)
        }
    }

    private static func header(of file: UploadedFile) throws -> JPEG.Header {
        guard file.byteCount <= imageByteCountLimit else {
            throw UploadError.imageTooLarge(file.name, limit: imageByteCountLimit)
        }
        let bytes = try FileReader.contents(of: file.path)
        do {
            let header = try JPEG.header(of: bytes)
            let limit = JPEG.pixelCountLimit
            guard header.width * header.height <= limit else {
                throw JPEGError.pixelCount(width: header.width, height: header.height, limit: limit)
            }
            guard Self.hasEnd(bytes.suffix(trailerByteCount)) else {
                throw UploadError.imageIsNoJPEG(file.name, reason: "its end is missing")
            }
            return header
        } catch let error as JPEGError where error.isFaultOfFile {
            throw UploadError.imageIsNoJPEG(file.name, reason: "\(error)")
        }
    }

    /// Bytes that cameras write behind an image's end at most.
    private static let trailerByteCount = 4096

    /// Whether an image ends here (EOI; ITU-T T.81, section B.1.1.3): one that was cut off does not. The data in between
    /// is not looked through: trainers do that, and drop what is damaged.
    private static func hasEnd(_ bytes: ArraySlice<UInt8>) -> Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == 0xFF && $1 == 0xD9 }
    }

    /// The picture of a generated image.
    func paint(_ painting: Painting) throws -> [UInt8] { try painting.jpeg() }
}
