internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An address of TCP: a numeric host of IPv4 or IPv6, and a port.
package struct Address: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package private(set) var port: UInt16
    package let isIPv6: Bool

    /// `127.0.0.1:8080`, `[::1]:8080`: as a URL has it.
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The same host with another port.
    package func with(port: UInt16) -> Address {
        var address = self
        address.port = port
        return address
    }

    /// The addresses that `host` stands for, numeric or by name, in the resolver's order, each once.
    ///
    /// - Throws: ``ResolutionError`` with the resolver's own words.
    package static func resolve(host: String, port: UInt16) throws(ResolutionError) -> [Address] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        unsafe hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            unsafe hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            throw ResolutionError(host: host, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe entry.pointee.ai_addr, let parsed = unsafe Address(address),
                !addresses.contains(parsed)
            {
                addresses.append(parsed)
            }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw ResolutionError(host: host, reason: "it has no address of IPv4 or IPv6") }
        return addresses
    }

    /// The address in `pointer`, or nil when it is of another family.
    init?(_ pointer: UnsafePointer<sockaddr>) {
        var text = [CChar](repeating: 0, count: 64)
        switch Int32(unsafe pointer.pointee.sa_family) {
        case AF_INET:
            var address = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in.self)
            guard unsafe inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count)) != nil else { return nil }
            port = UInt16(bigEndian: address.sin_port)
            isIPv6 = false
        case AF_INET6:
            var address = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in6.self)
            guard unsafe inet_ntop(AF_INET6, &address.sin6_addr, &text, socklen_t(text.count)) != nil else {
                return nil
            }
            port = UInt16(bigEndian: address.sin6_port)
            isIPv6 = true
        default:
            return nil
        }
        host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Calls `body` with this address in the system's form.
    func withSystemAddress<Result, Failure: Error>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &address.sin6_addr)
            return try unsafe Self.with(&address, body)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            unsafe inet_pton(AF_INET, host, &address.sin_addr)
            return try unsafe Self.with(&address, body)
        }
    }

    private static func with<Form, Result, Failure: Error>(
        _ address: inout Form, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafePointer(to: &address) { pointer throws(Failure) in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address throws(Failure) in
                try unsafe body(address, socklen_t(MemoryLayout<Form>.size))
            }
        }
    }
}

/// A host name that has no address.
package struct ResolutionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let host: String
    package let reason: String

    package var description: String { "The host \"\(host)\" cannot be resolved: \(reason)" }
}
