internal import Bytes
package import HTTP1
package import Sockets
package import WebSocket

/// Opens WebSockets: connects, shakes hands, and gives the WebSocket.
package final class WebSocketConnector: Dialing {
    /// What a client asks for.
    package struct Request: Sendable {
        package var destination: Destination
        /// The path and query.
        package var target: String
        /// Fields besides those of the handshake.
        package var fields = FieldSection()
        package var options = HandshakeOptions()
        package var limits = WebSocket.Limits.standard
        /// How long connecting and the handshake may take.
        package var timeLimit = Duration.seconds(20)

        package init(destination: Destination, target: String) {
            self.destination = destination
            self.target = target
        }
    }

    /// Why there is no WebSocket.
    package enum Failure: Error, CustomStringConvertible {
        case unreachable(DialError)
        /// The server's answer is no acceptance: another status, or a wrong one.
        case refused(HandshakeError)
        /// The server did not keep to HTTP.
        case broken(HTTP1.ProtocolError)
        /// The connection ended, or time did, before the handshake was done.
        case ended(String)

        package var description: String {
            switch self {
            case .unreachable(let error): error.description
            case .refused(let error): "The WebSocket was refused: \(error)"
            case .broken(let error): "The WebSocket's handshake was answered with no HTTP: \(error)"
            case .ended(let how): "The WebSocket's handshake was not finished: \(how)"
            }
        }
    }

    package typealias Completion = (Result<(webSocket: WebSocketChannel, trailing: [UInt8]), Failure>) -> Void

    private let request: Request
    private let scheduler: any Scheduler
    private let handshake: ClientHandshake
    private var core = HTTP1.Connection(role: .client)
    private var completion: Completion?
    private var dialing: (any Dialing)?
    private var channel: (any Channel)?
    private var deadline: Timer?

    /// Begins to connect; goes on until it is cancelled, whether or not anybody holds the result.
    ///
    /// - Parameters:
    ///   - random: where the handshake's key comes from: the system, or a seed in a simulation.
    ///   - completion: called once, later, unless the attempt is cancelled.
    @discardableResult
    package static func connect(
        _ request: Request, dialer: any Dialer, on scheduler: any Scheduler,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        _ completion: @escaping Completion
    ) -> WebSocketConnector {
        let connector = WebSocketConnector(request, on: scheduler, random: random, completion)
        connector.start(dialer)
        return connector
    }

    private init(
        _ request: Request, on scheduler: any Scheduler, random: any RandomNumberGenerator & Sendable,
        _ completion: @escaping Completion
    ) {
        self.request = request
        self.scheduler = scheduler
        self.completion = completion
        var random = random
        handshake = ClientHandshake(options: request.options, using: &random)
    }

    package func cancel() {
        completion = nil
        finish()
        channel?.close()
    }

    private func start(_ dialer: any Dialer) {
        deadline = scheduler.schedule(at: scheduler.now + request.timeLimit) { [self] in
            fail(.ended("no answer within \(request.timeLimit)"))
        }
        dialing = dialer.dial(request.destination, timeLimit: request.timeLimit) { [self] result in
            dialing = nil
            switch result {
            case .failure(let error): fail(.unreachable(error))
            case .success(let channel): shakeHands(over: channel)
            }
        }
    }

    private func shakeHands(over channel: any Channel) {
        self.channel = channel
        channel.onBytes = { [self] bytes in
            core.receive(bytes)
            proceed()
        }
        channel.onEnd = { [self] in
            core.receiveEnd()
            proceed()
            fail(.ended("the server closed the connection"))
        }
        channel.onClosed = { [self] error in
            fail(.ended(error.map { "\($0)" } ?? "the connection was closed"))
        }
        let head = handshake.request(
            target: request.target, host: request.destination.authority, adding: request.fields)
        var output: [UInt8] = []
        do {
            try core.send(.request(head), into: &output)
            try core.send(.endOfMessage(trailers: FieldSection()), into: &output)
        } catch {
            return fail(.ended("the request cannot be sent: \(error)"))
        }
        channel.write(output)
        channel.resumeReading()
    }

    private func proceed() {
        do {
            while completion != nil, let event = try core.nextEvent() {
                // An informational answer comes before the one that counts (RFC 9110, section 15.2).
                guard case .response(let head) = event, head.status == 101 || !head.isInformational else { continue }
                decide(head)
            }
        } catch {
            fail(error.rule == .endedInsideMessage ? .ended("the server closed the connection") : .broken(error))
        }
    }

    private func decide(_ head: ResponseHead) {
        guard let channel else { return }
        do {
            let agreement = try handshake.check(head)
            let completion = completion.take()
            finish()
            let webSocket = WebSocketChannel(
                channel, agreement: agreement, role: .client, limits: request.limits, on: scheduler)
            completion?(.success((webSocket, core.takeTrailingData())))
        } catch {
            fail(.refused(error))
        }
    }

    private func fail(_ failure: Failure) {
        let completion = completion.take()
        finish()
        channel?.close()
        completion?(.failure(failure))
    }

    private func finish() {
        deadline?.cancel()
        dialing?.cancel()
        dialing = nil
        channel?.onBytes = { _ in }
        channel?.onEnd = {}
        channel?.onClosed = { _ in }
    }
}
