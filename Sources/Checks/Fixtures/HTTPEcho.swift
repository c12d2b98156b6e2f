internal import Bytes
internal import HTTP1
internal import HTTPServer

/// What the suites for HTTP/1.1 expect of a server: at any path, the body of a request comes back.
///
/// At two paths something else comes back, which Http11Probe asks for: `/echo` answers with the field lines as they
/// were sent, `/cookie` with the cookies, one a line.
///
/// A small body, as those of the suites are, is read to its end before the answer begins: so a broken one is refused. A
/// larger one comes back as it arrives, and no more of it is held than is on its way.
package struct HTTPEcho: Sendable {
    /// Bytes of the body of a request at most; a larger one is refused with 413.
    package var bodyByteCountLimit: Int

    /// Bytes of a body that are held before the answer begins.
    static let heldByteCount = 64 * 1024

    /// The methods that are answered with what they sent; OPTIONS with their names. There is nothing here that DELETE
    /// could remove.
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS"]

    /// The other methods of RFC 9110, section 9. All further ones are unknown, which is another answer.
    private static let methodsNotAllowed: Set<String> = ["DELETE", "CONNECT", "TRACE"]

    package init(bodyByteCountLimit: Int = 1 << 30) { self.bodyByteCountLimit = bodyByteCountLimit }

    /// Answers a request, on the server's own thread.
    ///
    /// An exchange that is let go without an answer ends its connection; where the request broke a rule, the server
    /// says so before.
    nonisolated(nonsending) func answer(_ exchange: Exchange) async {
        let request = exchange.request
        if let refusal = refusal(of: request) { return exchange.answer(refusal) }
        guard request.method != "OPTIONS" else {
            return exchange.answer(Response(status: 204, fields: FieldSection(["Allow": Self.allow])))
        }
        exchange.limitBody(to: bodyByteCountLimit)
        do {
            switch request.path {
            case "/echo": try await answer(exchange, lines: request.fields.map { "\($0.name): \($0.value)" })
            case "/cookie": try await answer(exchange, lines: request.cookies)
            default: try await echo(exchange)
            }
        } catch {
            // The server tells the peer what it did wrong. But half an answer must not look whole.
            if exchange.isAnswered { exchange.abort() }
        }
    }

    // MARK: Refusing

    private static let allow = methods.joined(separator: ", ")

    /// What is answered to a request that does not come back, or nil.
    private func refusal(of request: RequestHead) -> Response? {
        if Self.methodsNotAllowed.contains(request.method) {
            // RFC 9110, section 15.5.6: the answer says what is allowed.
            var response = Response.text("The methods here are \(Self.allow).", status: 405)
            response.fields.append("Allow", Self.allow)
            return response
        }
        guard Self.methods.contains(request.method) else {
            return .text("This method is not known; the methods here are \(Self.allow).", status: 501)
        }
        guard request.hasPlainPath else {
            return .text("The path is not percent-encoded, or has an encoded control character.", status: 400)
        }
        // It stands in the answer, where there must be one.
        guard request.fields.values(of: "content-type").count <= 1 else {
            return .text("There is more than one Content-Type field.", status: 400)
        }
        return nil
    }

    // MARK: Answering

    nonisolated(nonsending) private func echo(_ exchange: Exchange) async throws {
        let request = exchange.request
        var fields = FieldSection(["Content-Type": request.fields["content-type"] ?? "application/octet-stream"])
        var held: [UInt8] = []
        while let run = try await exchange.nextBody() {
            held += run
            if held.count > Self.heldByteCount {
                if let length = request.fields["content-length"] { fields.append("Content-Length", length) }
                exchange.begin(ResponseHead(status: 200, fields: fields))
                try await exchange.write(held)
                while let run = try await exchange.nextBody() { try await exchange.write(run) }
                return exchange.end()
            }
        }
        exchange.answer(Response(status: 200, fields: fields, body: held))
    }

    nonisolated(nonsending) private func answer(_ exchange: Exchange, lines: [String]) async throws {
        while try await exchange.nextBody() != nil {}
        exchange.answer(.text(lines.map { $0 + "\n" }.joined(), status: 200))
    }
}

extension Response {
    fileprivate static func text(_ text: String, status: Int) -> Response {
        Response(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}

extension RequestHead {
    /// Whether the path is percent-encoded as it should be and hides no control character, which would name nothing
    /// here: such a path should be refused, because who decodes it may take the character for the end of a text or of a
    /// line (RFC 3986, section 7.3).
    fileprivate var hasPlainPath: Bool {
        let path = PercentEncoding.decode(Array(path.utf8)[...])
        return path?.allSatisfy { $0 >= ASCII.space && $0 != ASCII.delete } ?? false
    }

    /// `name=value` of each cookie in order (RFC 6265, section 4.2.1); what has no name is left out.
    fileprivate var cookies: [String] {
        fields.values(of: "cookie").flatMap { $0.split(separator: ASCII.semicolon) }.map(\.trimmingWhiteSpace)
            .filter { $0.contains(ASCII.equals) && $0.first != ASCII.equals }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
