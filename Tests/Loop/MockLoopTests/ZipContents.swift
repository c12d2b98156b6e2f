import Files
import ModelArchive
import POSIX

/// The files of an archive, in its order.
struct ZipContents {
    let files: [UploadFile]

    init(_ archive: [UInt8]) throws {
        let folder = try TemporaryFolder(prefix: "zip-contents")
        defer { folder.remove() }
        let path = "\(folder.path)/archive.zip"
        try WholeFile.write(archive, to: path)
        files = try Archive.unpack(path, into: folder.path).map { name in
            UploadFile(name, try FileReader.contents(of: "\(folder.path)/\(name)"))
        }
    }
}
