package import HTTP1
package import HTTPServer
package import Sockets
package import WebSocket

extension Exchange {
    /// Answers a request for a WebSocket: with 101 and the WebSocket, or with the refusal that fits.
    ///
    /// - Parameters:
    ///   - options: what is agreed to.
    ///   - fields: what the answer says besides, be it an acceptance or not.
    /// - Returns: the WebSocket and what arrived behind the request, to be started with
    ///   ``WebSocketChannel/start(behind:)``; nil when the request was refused or its connection is gone.
    package func acceptWebSocket(
        _ options: HandshakeOptions, limits: WebSocket.Limits, adding fields: FieldSection = FieldSection(),
        on scheduler: any Scheduler
    ) -> (webSocket: WebSocketChannel, trailing: [UInt8])? {
        switch ServerHandshake.judge(request, options) {
        case .refused(let refusal):
            var answer = Response(
                status: refusal.status, contentType: "text/plain; charset=utf-8", body: Array(refusal.message.utf8))
            for (name, value) in refusal.fields { answer.fields.append(name, value) }
            self.answer(answer)
            return nil
        case .accepted(var head, let agreement):
            for (name, value) in fields { head.fields.append(name, value) }
            guard let (channel, trailing) = switchProtocol(head) else {
                answer(Response(status: 400, contentType: "text/plain; charset=utf-8", body: Array(Self.bodyText.utf8)))
                return nil
            }
            let webSocket = WebSocketChannel(
                channel, agreement: agreement, role: .server, limits: limits, on: scheduler)
            return (webSocket, trailing)
        }
    }

    private static let bodyText = "A request for a WebSocket has no body."
}
