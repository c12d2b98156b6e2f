internal import HTTP1
internal import HTTPServer
internal import JSON

extension Response {
    /// An answer in JSON, spelled as FastAPI does.
    static func json(_ value: Value, status: Int = 200) -> Response {
        Response(status: status, contentType: "application/json", body: value.bytes())
    }

    /// `"OK"`, with its quotes.
    static let ok = json("OK")

    /// A word or a sentence.
    static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// An error: `{"detail": "…"}`.
    static func detail(_ status: Int, _ text: String) -> Response {
        json(["detail": .string(text)], status: status)
    }

    /// The node is at fault. The connection ends, as the Python library's does.
    static let internalServerError = text("Internal Server Error", status: 500).adding("Connection", "close")

    /// Adds a field line.
    func adding(_ name: String, _ value: String) -> Response {
        var response = self
        response.fields.append(name, value)
        return response
    }
}
