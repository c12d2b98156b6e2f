package import POSIX
internal import Bytes
internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A socket that accepts connections.
package final class Listener {
    /// Where it listens; with the port that the system picked when 0 was asked for.
    package let address: Address

    private var descriptor: Descriptor?
    private let number: Int32
    private let loop: EventLoop
    private var registration: Registration?
    private var retry: Timer?
    private let accept: (SocketChannel) -> Void

    /// Connections that wait to be accepted: more than any client opens in one go. Linux caps it at `somaxconn`.
    private static let backlog: Int32 = 4096

    /// How long no connection is accepted after the process ran out of descriptors: others must end first.
    private static let pauseWithoutDescriptors = Duration.milliseconds(100)

    /// Listens at `address`: connections wait from now on, and are accepted after ``start()``.
    ///
    /// - Parameter accept: gets each new connection, which has not begun to read.
    /// - Throws: ``SystemError``; ``SystemError/isAddressInUse`` when another process listens there.
    package init(
        at address: Address, on loop: EventLoop, accept: @escaping (SocketChannel) -> Void
    ) throws(SystemError) {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let descriptor = Descriptor(try retryingOnInterrupt("socket") { clinux_stream_socket(family) })
        let number = descriptor.number
        // A port is free again as soon as its process has ended, although old connections linger.
        var enabled: Int32 = 1
        _ = try retryingOnInterrupt("setsockopt") {
            unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
        }
        _ = try unsafe address.withSystemAddress { pointer, length throws(SystemError) in
            try retryingOnInterrupt("bind") { unsafe bind(number, pointer, length) }
        }
        _ = try retryingOnInterrupt("listen") { listen(number, Self.backlog) }
        self.address = try Address.local(of: number) ?? address
        self.descriptor = consume descriptor
        self.loop = loop
        self.accept = accept
        self.number = number
    }

    /// Begins to accept connections.
    package func start() throws(SystemError) {
        guard registration == nil, descriptor != nil else { return }
        registration = try loop.register(number, for: .readable) { [unowned self] _ in acceptAll() }
    }

    /// No further connection is accepted; those that wait are refused by the system.
    package func close() {
        registration?.cancel()
        registration = nil
        retry?.cancel()
        descriptor = nil
    }

    deinit { close() }

    private func acceptAll() {
        while let registration {
            let connection = clinux_accept(number)
            if connection >= 0 {
                if let channel = try? SocketChannel(Descriptor(connection), on: loop) { accept(channel) }
                continue
            }
            switch errno {
            case EAGAIN, EWOULDBLOCK: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // Level-triggered readiness would call us again and again: look away for a while.
                try? registration.setInterest([])
                retry = loop.schedule(at: loop.now + Self.pauseWithoutDescriptors) { [unowned self] in
                    try? self.registration?.setInterest(.readable)
                }
                return
            default: continue  // This connection was gone before we looked; the next may not be.
            }
        }
    }
}

extension Address {
    /// Where the socket `descriptor` is bound.
    fileprivate static func local(of descriptor: Int32) throws(SystemError) -> Address? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return try unsafe withUnsafeMutablePointer(to: &storage) { storage throws(SystemError) in
            try unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address throws(SystemError) in
                _ = try retryingOnInterrupt("getsockname") { unsafe getsockname(descriptor, address, &length) }
                return unsafe Address(UnsafePointer(address))
            }
        }
    }
}
