internal import Bytes
internal import Files
internal import HTTPClient
internal import JSON
internal import LoopDomain
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The part of a data folder that holds the images that wait for the Loop.
///
/// ```text
/// <data>/outbox/priority/<id>/image_<id>.json, image_<id>.jpg
/// <data>/outbox/normal/<id>/…
/// <data>/tmp/<id>/…               what is being written, or removed
/// ```
///
/// The names are the Python library's (from 0.14 on), so that each can go on with what the other left. An image comes
/// and goes by the renaming of its folder: whenever the process ends, it is there whole, or not at all.
struct OutboxFolder: Sendable {
    let dataFolder: String

    private var scratch: String { "\(dataFolder)/tmp" }

    private func path(isPriority: Bool) -> String { "\(dataFolder)/outbox/\(isPriority ? "priority" : "normal")" }

    func path(of item: OutboxQueue.Item) -> String { "\(path(isPriority: item.isPriority))/\(item.id)" }

    /// Makes what is missing, and removes what an earlier process did not finish.
    ///
    /// - Returns: the images that an earlier process left, oldest first.
    /// - Throws: ``NodeError/dataFolder(path:reason:)``.
    func open() throws(NodeError) -> [OutboxQueue.Item] {
        var items: [OutboxQueue.Item] = []
        do {
            for folder in [path(isPriority: true), path(isPriority: false), scratch] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            for isPriority in [true, false] {
                let names = try FileManager.default.contentsOfDirectory(atPath: path(isPriority: isPriority)).sorted()
                items += names.map { OutboxQueue.Item(id: $0, isPriority: isPriority) }
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: scratch) where Self.isID(name) {
                TemporaryFolder(existing: "\(scratch)/\(name)").remove()
            }
        } catch {
            throw .dataFolder(path: dataFolder, reason: FileError.reason(error))
        }
        return items
    }

    /// Whether this looks like the name of an image's folder, so that it may be removed where it should not be.
    private static func isID(_ name: String) -> Bool {
        name.utf8.count == "2026-01-01_12:00:00.123456".utf8.count
            && name.utf8.allSatisfy { $0.isDigit || "-_:.".utf8.contains($0) }
    }

    /// Puts an image in.
    ///
    /// - Parameter time: the local time; where an image of that time is there, the next microsecond that is free counts.
    /// - Throws: `SystemError`.
    func add(
        _ jpeg: [UInt8], _ metadata: ImageRecord, isPriority: Bool, at time: Timestamp
    ) throws -> OutboxQueue.Item {
        let id = unusedID(from: time)
        // Somebody may have emptied the data folder.
        for folder in [scratch, path(isPriority: isPriority)] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        let folder = try TemporaryFolder(existing: scratch).subfolder(id)
        do {
            var writer = Writer(style: .spaced, escapesBeyondASCII: true)
            writer.value(metadata.json)
            try WholeFile.write(writer.bytes, to: "\(folder.path)/image_\(id).json")
            try WholeFile.write(jpeg, to: "\(folder.path)/image_\(id).jpg")
            let item = OutboxQueue.Item(id: id, isPriority: isPriority)
            try move(folder.path, to: path(of: item))
            return item
        } catch {
            folder.remove()
            throw error
        }
    }

    /// Both folders are looked at, because a batch with images of both must not have one name twice.
    private func unusedID(from time: Timestamp) -> String {
        var time = time
        while true {
            let id = time.text(separator: UInt8(ascii: "_"))
            let isUsed = [true, false].contains { exists(path(of: OutboxQueue.Item(id: id, isPriority: $0))) }
            if !isUsed { return id }
            time.microsecondsSinceEpoch += 1
        }
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private func move(_ origin: String, to path: String) throws(SystemError) {
        _ = try retryingOnInterrupt("rename to \(path)") { unsafe rename(origin, path) }
    }

    /// Takes images out, those that are there: first all of them, and then what they were is deleted, because they must
    /// not be found by a next process any more.
    ///
    /// - Returns: those that stay, and why.
    func remove(_ items: Set<OutboxQueue.Item>) -> [(item: OutboxQueue.Item, error: any Error)] {
        var moved: [String] = []
        var failures: [(OutboxQueue.Item, any Error)] = []
        for item in items where exists(path(of: item)) {
            let folder = "\(scratch)/\(item.id)"
            do {
                try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
                try move(path(of: item), to: folder)
                moved.append(folder)
            } catch {
                failures.append((item, error))
            }
        }
        for folder in moved { TemporaryFolder(existing: folder).remove() }
        return failures
    }

    /// What becomes of an image whose turn it is.
    enum Contents {
        /// It goes out as these parts.
        case parts([FormPart])
        /// There is nothing to send: somebody has removed it.
        case gone
        /// A part of it is missing.
        case incomplete
    }

    /// The parts of a form that an image goes out as.
    ///
    /// The file names are percent-encoded and the content types are given as aiohttp does, by which a Loop knows the
    /// images of the Python library. Versions up to 0.13.2 called the files `image.json` and `image.jpg`.
    func contents(of item: OutboxQueue.Item) -> Contents {
        let folder = path(of: item)
        guard exists(folder) else { return .gone }
        let stem = "image_\(item.id)"
        func part(_ ending: String, _ type: String) -> FormPart? {
            let file = ["\(folder)/\(stem).\(ending)", "\(folder)/image.\(ending)"].first(where: exists)
            return file.map {
                FormPart(
                    name: "files", content: .file(path: $0), fileName: "\(PercentEncoding.encode(stem)).\(ending)",
                    contentType: type)
            }
        }
        guard let metadata = part("json", "text/plain; charset=utf-8"), let picture = part("jpg", "image/jpeg") else {
            return .incomplete
        }
        return .parts([metadata, picture])
    }
}
