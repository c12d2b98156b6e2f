internal import Bytes
internal import Files
internal import HTTP1
internal import HTTPServer
internal import ModelArchive
internal import POSIX

/// Takes the files of a multipart body to disk while they arrive.
struct UploadReceiver {
    let folder: TemporaryFolder
    let thread: WorkerThread
    let names: Names

    /// What the files of a form may be called.
    enum Names {
        /// Each has a name of its own: they become the members of an archive.
        case distinct
        /// Whatever they like: detectors from version 0.10.7 to 0.13.2 send twenty called `image.jpg`.
        case any
    }

    /// The most files of one form: a batch of a detector has 40.
    static let fileCountLimit = 10_000

    /// The name of the parts that are files, in every version of the library.
    private static let partName = "files"

    /// Receives the body of `exchange`; other parts than files are passed over.
    ///
    /// - Returns: the files in their order, at least one.
    nonisolated(nonsending) func receive(_ exchange: Exchange) async throws -> [UploadedFile] {
        let contentType = exchange.request.fields.firstValue(of: "content-type")
        guard let contentType, Self.isMultipart(contentType) else {
            throw UploadError.notMultipart(contentType: contentType.map { String(decoding: $0, as: UTF8.self) })
        }
        var reader = MultipartReader(boundary: try MultipartReader.boundary(fromContentType: contentType))
        var files: [UploadedFile] = []
        var open: (name: String, path: String, writer: FileWriter)?
        while let run = try await exchange.nextBody() {
            reader.receive(run)
            while let event = try reader.nextEvent() {
                switch event {
                case .part(let head):
                    guard head.name == Self.partName else { continue }
                    let name = try fileName(of: head, besides: files)
                    let path = "\(folder.path)/\(files.count)"
                    open = (name, path, try await FileWriter(creating: path, on: thread))
                case .data(let content):
                    try await open?.writer.write(content)
                case .endOfPart:
                    guard let file = open else { continue }
                    files.append(
                        UploadedFile(name: file.name, path: file.path, byteCount: await file.writer.finish()))
                    open = nil
                case .end: break
                }
            }
        }
        try reader.finish()
        guard !files.isEmpty else { throw UploadError.noFiles }
        return files
    }

    private static func isMultipart(_ contentType: ArraySlice<UInt8>) -> Bool {
        contentType.prefix { $0 != UInt8(ascii: ";") }.trimmingWhiteSpace.equalsIgnoringCase("multipart/form-data")
    }

    private func fileName(of part: MultipartReader.PartHead, besides files: [UploadedFile]) throws -> String {
        guard let name = part.fileName, !name.isEmpty else { throw UploadError.fileWithoutName }
        do {
            try MemberName.checkFlat(name)
        } catch {
            throw UploadError.unsafeName(name, reason: error.sentence)
        }
        guard files.count < Self.fileCountLimit else { throw UploadError.tooManyFiles(limit: Self.fileCountLimit) }
        switch names {
        case .any: break
        case .distinct where files.contains { $0.name == name }: throw UploadError.repeatedName(name)
        case .distinct: break
        }
        return name
    }
}
