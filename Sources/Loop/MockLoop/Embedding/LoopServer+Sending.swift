internal import HTTP1
internal import HTTPServer
internal import SocketIOClient
internal import Sockets

extension LoopServer {
    /// Where a Loop is that is reached in memory alone: nowhere (RFC 6761, section 6.4).
    static let urlInMemory = "http://mockloop.invalid"

    /// Sends a request and waits for its answer. It goes through the whole of HTTP, over a connection of its own that is
    /// made of memory.
    ///
    /// ```swift
    /// let answer = try await loop.send("GET", "/api/zauberzeug/projects/demo/data?state=complete")
    /// answer.json?["image_ids"]?.array?.count  // 10
    /// ```
    ///
    /// - Parameters:
    ///   - target: path and query, percent-encoded where they must be.
    ///   - fields: fields of the head besides `Host` and `Content-Length`, which are sent by the order of their names.
    /// - Throws: ``ClientError/noAnswer(_:)``; `CancellationError` when the task is cancelled, which ends the connection.
    public func send(
        _ method: String, _ target: String, fields: [String: String] = [:], body: [UInt8] = []
    ) async throws -> HTTPAnswer {
        let (lane, answer) = start(method, target, fields: fields, body: body)
        do {
            let answer = try await answer.value
            await settle()
            return answer
        } catch {
            lane.close()
            await settle()
            throw error
        }
    }

    /// Sends a request with a JSON body and waits for its answer; see ``send(_:_:fields:body:)``.
    public func send(
        _ method: String, _ target: String, fields: [String: String] = [:], json: JSONValue
    ) async throws -> HTTPAnswer {
        let type = ["Content-Type": "application/json"]
        return try await send(method, target, fields: type.merging(fields) { $1 }, body: Array(json.text.utf8))
    }

    /// Sends files in a form, as nodes do with models and images, and waits for the answer; see
    /// ``send(_:_:fields:body:)``.
    ///
    /// ```swift
    /// try await loop.upload([Upload("weights.bin", "W")], to: "/api/zauberzeug/projects/demo/format_a")
    /// ```
    ///
    /// - Parameter name: what each part of the form is called.
    public func upload(
        _ uploads: [Upload], named name: String = "files", _ method: String = "POST", to target: String,
        fields: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        let form = UploadForm(uploads, name: name)
        let type = ["Content-Type": form.contentType]
        return try await send(method, target, fields: type.merging(fields) { $1 }, body: form.body)
    }

    /// Sends a request whose answer takes its time; see ``send(_:_:fields:body:)``. Returns when everything has happened
    /// that takes none.
    public func begin(
        _ method: String, _ target: String, fields: [String: String] = [:], body: [UInt8] = []
    ) async -> Pending<HTTPAnswer> {
        let (_, answer) = start(method, target, fields: fields, body: body)
        await settle()
        return answer
    }

    private func start(
        _ method: String, _ target: String, fields: [String: String], body: [UInt8]
    ) -> (RequestLane, Pending<HTTPAnswer>) {
        var head = RequestHead(method: method, target: target, fields: FieldSection(["Host": destination.authority]))
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { head.fields.append(name, value) }
        if !body.isEmpty || method == "POST" || method == "PUT" {
            head.fields.append("Content-Length", String(body.count))
        }
        var limits = Limits.standard
        limits.bodyByteCount = configuration.uploadByteCountLimit
        let lane = RequestLane(to: destination, dialer: makeDialer(), on: scheduler, limits: limits)
        let pending = Pending<HTTPAnswer>()
        lane.send(head, body: body, 1) { outcome in
            switch outcome {
            case .answered(let head, let body): pending.complete(.success(HTTPAnswer(head, body: body)))
            case .failed(let reason): pending.complete(.failure(ClientError.noAnswer(reason)))
            }
            lane.close()
        }
        return (lane, pending)
    }

    /// Where clients in this process believe that the Loop is.
    var destination: Destination {
        Destination.read(url: url)?.destination ?? Destination(host: configuration.host, port: port)
    }

    /// Opens connections to this Loop that are made of memory, while it runs.
    ///
    /// - Parameter onConnect: gets the client's end of each.
    func makeDialer(onConnect: @escaping (MemoryChannel) -> Void = { _ in }) -> MemoryDialer {
        MemoryDialer(over: link) { _ in
            guard let http = self.http else { return nil }
            let (client, server) = MemoryChannel.pair(over: self.link)
            http.accept(server)
            onConnect(client)
            return client
        }
    }
}
