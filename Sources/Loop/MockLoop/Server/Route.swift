internal import Bytes
internal import LoopDomain

/// What a request asks for, by its path.
enum Route: Hashable {
    case status
    case logIn
    case logOut
    case token
    case projects
    case project(ProjectPath)
    case models(ProjectPath)
    /// A model that comes without id: `…/models/{format}`, as old tests do, and `…/{format}`, as the README does.
    case newModel(ProjectPath, format: String)
    case modelFile(ProjectPath, id: String, format: String)

    /// The methods that the route takes.
    var methods: [String] {
        switch self {
        case .status, .projects, .project, .models: ["GET", "HEAD"]
        case .logIn, .logOut, .token, .newModel: ["POST"]
        case .modelFile: ["GET", "HEAD", "PUT"]
        }
    }
}

/// A request target, taken apart.
struct RequestPath {
    /// The segments of the path, decoded. Empty ones are left out: library version 0.7.53 asks for `/api//zauberzeug/…`
    /// and would not follow a redirect.
    let segments: [String]
    private let query: Substring

    /// Why a path is refused.
    enum Flaw: Error, CustomStringConvertible {
        case climbs
        case badEncoding
        case unsafeCharacter

        var description: String {
            switch self {
            case .climbs: "The path climbs: \".\" and \"..\" are no names here, encoded or not."
            case .badEncoding: "The path is not percent-encoded UTF-8: \"%\" is followed by two hexadecimal digits."
            case .unsafeCharacter: "A name in the path has an encoded slash, a backslash or a control character."
            }
        }
    }

    init(target: String) throws(Flaw) {
        var path = target[...]
        if target.utf8.first != ASCII.slash {
            // The absolute form, `http://host/path`: the core has checked it.
            let afterScheme = path.utf8.drop { $0 != ASCII.slash }.dropFirst(2)
            path = Substring(afterScheme.drop { $0 != ASCII.slash && $0 != UInt8(ascii: "?") })
        }
        let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) ?? path.endIndex
        query = mark < path.endIndex ? path[path.utf8.index(after: mark)...] : ""
        var segments: [String] = []
        segments.reserveCapacity(8)
        for segment in path[..<mark].utf8.split(separator: ASCII.slash) {
            guard segment.contains(where: { $0 == ASCII.percent || $0 == ASCII.backslash || $0 == UInt8(ascii: ".") })
            else {
                segments.append(String(Substring(segment)))
                continue
            }
            guard let bytes = PercentEncoding.decode(segment), let name = String(validating: bytes, as: UTF8.self)
            else {
                throw .badEncoding
            }
            guard name != ".", name != ".." else { throw .climbs }
            guard
                bytes.allSatisfy({
                    $0 >= ASCII.space && $0 != ASCII.delete && $0 != ASCII.slash && $0 != ASCII.backslash
                })
            else { throw bytes.contains(ASCII.slash) && name.contains("..") ? .climbs : .unsafeCharacter }
            segments.append(name)
        }
        self.segments = segments
    }

    /// The value of the first query parameter called `name`, or nil.
    func queryValue(_ name: String) -> String? {
        guard !query.isEmpty else { return nil }
        return FormFields(urlEncoded: query.utf8)[name]
    }

    /// The route of this path, or nil.
    var route: Route? {
        guard segments.first == "api" else { return nil }
        switch segments.count {
        case 2:
            switch segments[1] {
            case "status": return .status
            case "login": return .logIn
            case "logout": return .logOut
            case "token": return .token
            case "projects": return .projects
            default: return nil
            }
        case 4...8 where segments[2] == "projects":
            let project = ProjectPath(organization: segments[1], project: segments[3])
            switch (segments.count, segments.count > 4 ? segments[4] : "") {
            case (4, _): return .project(project)
            case (5, "models"): return .models(project)
            case (5, let format): return .newModel(project, format: format)
            case (6, "models"): return .newModel(project, format: segments[5])
            case (8, "models") where segments[7] == "file":
                return .modelFile(project, id: segments[5], format: segments[6])
            default: return nil
            }
        default: return nil
        }
    }
}
