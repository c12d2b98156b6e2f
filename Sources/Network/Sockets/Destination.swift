internal import Bytes

/// Where a client connects to.
package struct Destination: Sendable, Hashable {
    /// A name, or an address without brackets.
    package var host: String
    package var port: UInt16
    package var isSecure: Bool

    package init(host: String, port: UInt16, isSecure: Bool = false) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
    }

    /// As the `Host` field has it: brackets around an address of IPv6, no port where it is the scheme's own (RFC 9110,
    /// section 7.2).
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == Self.standardPort(isSecure) ? name : "\(name):\(port)"
    }

    private static func standardPort(_ isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

    /// Reads a URL of `http`, `https`, `ws` or `wss` (RFC 3986, section 3).
    ///
    /// - Returns: where it leads, and the path and query that are asked for there; nil for another URL, or one with
    ///   credentials or a fragment.
    package static func read(url: String) -> (destination: Destination, target: String)? {
        guard let mark = url.firstRange(of: "://") else { return nil }
        let isSecure: Bool
        switch url[..<mark.lowerBound].lowercased() {
        case "http", "ws": isSecure = false
        case "https", "wss": isSecure = true
        default: return nil
        }
        let rest = url[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let (authority, target) = (rest[..<end], rest[end...])
        guard !target.contains("#"), !authority.contains("@"), let (host, port) = split(authority) else { return nil }
        let destination = Destination(
            host: String(host), port: port ?? standardPort(isSecure), isSecure: isSecure)
        return (destination, target.hasPrefix("/") ? String(target) : "/\(target)")
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            port = UInt16(rest.dropFirst())
            guard rest.count < 2 || port != nil else { return nil }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            let text = authority[authority.index(after: colon)...]
            port = UInt16(text)
            guard text.isEmpty || port != nil, !host.contains(":") else { return nil }
        }
        return host.isEmpty ? nil : (host, port)
    }
}
