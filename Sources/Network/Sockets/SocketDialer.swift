internal import Bytes
internal import CLinux
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Opens connections by sockets; ``TLSDialer`` secures them.
///
/// Belongs to the loop's thread. Names are resolved on a thread of their own.
package final class SocketDialer: Dialer {
    private let loop: EventLoop

    package init(on loop: EventLoop) { self.loop = loop }

    @discardableResult
    package func dial(
        _ destination: Destination, timeLimit: Duration,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) -> any Dialing {
        let attempt = SocketAttempt(destination, on: loop, completion)
        attempt.start(timeLimit: timeLimit)
        return attempt
    }
}

/// One attempt: the addresses of a host are tried one after the other.
private final class SocketAttempt: Dialing {
    private let destination: Destination
    private let loop: EventLoop
    private var completion: ((Result<any Channel, DialError>) -> Void)?
    private var addresses: ArraySlice<Address> = []
    private var lastReason = "the host has no address"
    private var deadline: Timer?
    private var registration: Registration?

    init(
        _ destination: Destination, on loop: EventLoop,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) {
        self.destination = destination
        self.loop = loop
        self.completion = completion
    }

    func start(timeLimit: Duration) {
        deadline = loop.schedule(at: loop.now + timeLimit) { [self] in fail("no answer within \(timeLimit)") }
        let (host, port) = (destination.host, destination.port)
        loop.runBlocking {
            do throws(ResolutionError) {
                return Result<[Address], ResolutionError>.success(try Address.resolve(host: host, port: port))
            } catch {
                return .failure(error)
            }
        } then: { [self] resolution in
            guard completion != nil else { return }
            switch resolution {
            case .success(let found):
                addresses = found[...]
                tryNext()
            case .failure(let error): fail(error.reason)
            }
        }
    }

    func cancel() {
        completion = nil
        finish()
    }

    private func fail(_ reason: String) {
        complete(.failure(DialError(destination, reason: reason)))
    }

    private func complete(_ result: Result<any Channel, DialError>) {
        let completion = completion.take()
        finish()
        completion?(result)
    }

    private func finish() {
        deadline?.cancel()
        registration?.cancel()
        registration = nil
        addresses = []
    }

    private func tryNext() {
        guard let address = addresses.popFirst() else { return fail(lastReason) }
        do throws(SystemError) {
            let family = address.isIPv6 ? AF_INET6 : AF_INET
            let descriptor = Descriptor(try retryingOnInterrupt("socket") { clinux_stream_socket(family) })
            let number = descriptor.number
            let result = unsafe address.withSystemAddress { unsafe connect(number, $0, $1) }
            // Interrupted, it goes on by itself, as one that cannot be completed at once does.
            guard result == 0 || errno == EINPROGRESS || errno == EINTR else { throw .last("connect") }
            try wait(for: descriptor)
        } catch {
            lastReason = error.description
            tryNext()
        }
    }

    /// Waits until the connection stands or fails.
    private func wait(for descriptor: consuming Descriptor) throws(SystemError) {
        let number = descriptor.number
        // The closure that is called keeps the descriptor open.
        let holder = DescriptorHolder(descriptor)
        registration = try loop.register(number, for: .writable) { [self] _ in
            registration?.cancel()
            registration = nil
            guard let descriptor = holder.take() else { return }
            connected(descriptor)
        }
    }

    private func connected(_ descriptor: consuming Descriptor) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &length)
        do throws(SystemError) {
            guard code == 0 else { throw SystemError("connect", code: code) }
            complete(.success(try SocketChannel(descriptor, on: loop)))
        } catch {
            lastReason = error.description
            tryNext()
        }
    }
}

/// A descriptor that a closure keeps and gives away once.
private final class DescriptorHolder {
    private var descriptor: Descriptor?

    init(_ descriptor: consuming Descriptor) { self.descriptor = consume descriptor }

    func take() -> Descriptor? {
        let taken = descriptor.take()
        return taken
    }
}
