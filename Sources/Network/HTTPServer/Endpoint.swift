internal import POSIX
package import Sockets
package import TLS

/// Where a server is reached.
package struct Endpoint: Sendable, Hashable {
    /// The host as its owner named it.
    package let host: String
    /// The first of the addresses that are listened at.
    package let address: Address
    /// Whether https is spoken.
    package let isSecure: Bool

    package init(host: String, address: Address, isSecure: Bool = false) {
        self.host = host
        self.address = address
        self.isSecure = isSecure
    }

    /// The port that is listened at, at every address.
    package var port: UInt16 { address.port }

    /// `http://127.0.0.1:8080`; a name stays a name.
    package var url: String {
        let isName = address.host != host && !host.contains(":")
        return (isSecure ? "https://" : "http://") + (isName ? "\(host):\(port)" : address.description)
    }
}

extension Server {
    /// Listens at every address of `host`: `localhost` is one of IPv4 and one of IPv6, and clients take either.
    ///
    /// - Parameters:
    ///   - port: 0 picks a free one, the same for all addresses.
    ///   - tls: the certificate to show, where https is spoken; nil for http.
    /// - Throws: `ResolutionError`; `SystemError` when no address can be listened at, or one of them is in use.
    package func listen(
        host: String, port: UInt16, on loop: EventLoop, tls: ServerContext? = nil
    ) throws -> Endpoint {
        var first: Address?
        var failure: SystemError?
        for candidate in try Address.resolve(host: host, port: port) {
            do throws(SystemError) {
                // The port that was picked for the first one holds for all.
                let listening = try listen(at: candidate.with(port: first?.port ?? port), on: loop, tls: tls)
                first = first ?? listening
            } catch let error where error.isAddressInUse && port != 0 {
                throw error
            } catch {
                // A machine without IPv6 has a name for it all the same.
                failure = error
            }
        }
        if let first { return Endpoint(host: host, address: first, isSecure: tls != nil) }
        guard let failure else { preconditionFailure("a host that resolves has an address") }
        throw failure
    }
}
