internal import LoopDomain
internal import ModelArchive
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The part of a data folder that holds images: `<data>/<organization>/<project>/images/<id>.jpg`.
///
/// An image has its name when it is whole and was looked at, and not before; until then it lies in a folder
/// `.incoming-<node>` beside the others.
actor ImageStore {
    private let dataFolder: String
    private let node: String
    private let thread = WorkerThread(name: "image store")
    /// Projects whose incoming folder is there, and has nothing of a process that died.
    private var prepared: Set<ProjectPath> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// - Parameter node: the node's id; two nodes may share a data folder.
    init(dataFolder: String, node: String) {
        self.dataFolder = dataFolder
        self.node = node
    }

    /// The folder of a project's images.
    nonisolated func folder(of project: ProjectPath) -> String {
        "\(dataFolder)/\(project.organization)/\(project.project)/images"
    }

    /// The path of an image, whether or not it is there.
    nonisolated func path(of image: String, in project: ProjectPath) -> String {
        "\(folder(of: project))/\(image).jpg"
    }

    /// Where an image is kept until it has been looked at.
    nonisolated func incomingPath(of image: String, in project: ProjectPath) -> String {
        "\(incomingFolder(of: project))/\(image).jpg"
    }

    private nonisolated func incomingFolder(of project: ProjectPath) -> String {
        "\(folder(of: project))/.incoming-\(node)"
    }

    /// Makes the folders of a project's images.
    func prepare(_ project: ProjectPath) throws(NodeError) {
        guard !prepared.contains(project) else { return }
        let incoming = incomingFolder(of: project)
        do {
            try? FileManager.default.removeItem(atPath: incoming)
            try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: true)
        } catch {
            throw .dataFolder(path: incoming, reason: FileError.reason(error))
        }
        prepared.insert(project)
    }

    /// Those of `images` that are not there, in their order, each once; without ids that can be no name of a file.
    func missing(_ images: [String], in project: ProjectPath) -> [String] {
        var seen: Set<String> = []
        return images.filter { image in
            seen.insert(image).inserted && (try? MemberName.checkFlat(image)) != nil
                && !contains(image, in: project)
        }
    }

    /// Those of `images` that are there, in their order.
    func present(_ images: [String], in project: ProjectPath) -> [String] {
        images.filter { (try? MemberName.checkFlat($0)) != nil && contains($0, in: project) }
    }

    func contains(_ image: String, in project: ProjectPath) -> Bool {
        FileManager.default.fileExists(atPath: path(of: image, in: project))
    }

    /// Gives an image that arrived its name.
    func admit(_ image: String, in project: ProjectPath) throws(NodeError) {
        let (incoming, path) = (incomingPath(of: image, in: project), path(of: image, in: project))
        do throws(SystemError) {
            _ = try retryingOnInterrupt("rename") { systemRename(incoming, path) }
        } catch {
            throw .dataFolder(path: path, reason: error.description)
        }
    }

    /// Forgets an image that arrived.
    func discard(_ image: String, in project: ProjectPath) {
        try? FileManager.default.removeItem(atPath: incomingPath(of: image, in: project))
    }
}
