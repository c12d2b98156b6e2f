internal import EngineIO
internal import HTTP1

/// A request to a node, with its whole body.
struct NodeRequest: Sendable {
    let head: RequestHead
    let body: [UInt8]

    /// The body is no text.
    struct NotText: Error {}

    /// The body as text; its content type does not matter.
    ///
    /// - Throws: ``NotText``, which is a fault of the node, as it is in the Python library.
    var text: String {
        get throws {
            guard let text = String(validating: body, as: UTF8.self) else { throw NotText() }
            return text
        }
    }

    /// The value of a field called `name` (in lower case), or nil where it is missing or empty.
    func field(_ name: StaticString) -> String? {
        head.fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The query; one that is not percent-encoded UTF-8 counts as none.
    var query: Query? { Query(target: head.target) }
}
