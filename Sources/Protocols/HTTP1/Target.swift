internal import Bytes

/// The forms of a request target (RFC 9112, section 3.2), as rules that one can ask.
enum Target {
    /// Which rule `target` breaks in a request with `method`, or nil.
    static func brokenRule(target: ArraySlice<UInt8>, method: ArraySlice<UInt8>) -> ProtocolError.Rule? {
        if method.equals("CONNECT") { return isAuthority(target, needsPort: true) ? nil : .malformedTarget }
        if target.equals("*") { return method.equals("OPTIONS") ? nil : .malformedTarget }
        guard let origin = origin(of: target) else { return .malformedTarget }
        // No URI has a backslash (RFC 3986, section 3.3). Browsers send it in a query, but never in a path: there they
        // make a slash of it, and so do servers, which then find another path than those before them.
        return origin.prefix(while: isPathCharacter).contains(ASCII.backslash) ? .malformedTarget : nil
    }

    /// The path and query of a target in origin form or absolute form, or nil when it is in neither.
    private static func origin(of target: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if target.first == ASCII.slash { return target }
        guard let authority = authority(ofAbsolute: target), isAuthority(authority, needsPort: false) else {
            return nil
        }
        return target[authority.endIndex...]
    }

    /// The path of a target, as it was sent; empty in the forms that have none.
    static func path(of target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        (origin(of: target) ?? []).prefix(while: isPathCharacter)
    }

    private static func isPathCharacter(_ byte: UInt8) -> Bool { byte != UInt8(ascii: "?") }

    /// The authority in `http://authority/path`, or nil when this is no absolute form of http or https.
    static func authority(ofAbsolute target: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] as [StaticString]
        where target.prefix(scheme.utf8CodeUnitCount).equalsIgnoringCase(scheme) {
            let rest = target.dropFirst(scheme.utf8CodeUnitCount)
            return rest.prefix { $0 != ASCII.slash && $0 != UInt8(ascii: "?") }
        }
        return nil
    }

    /// Whether these bytes are `host [":" port]` (RFC 9110, section 7.2); the host must not be empty, because that of
    /// an http or https URI never is (RFC 9110, section 4.2.1).
    static func isAuthority(_ text: ArraySlice<UInt8>, needsPort: Bool) -> Bool {
        let host: ArraySlice<UInt8>
        if text.first == UInt8(ascii: "[") {
            // The colons of an IPv6 address stand in brackets (RFC 3986, section 3.2.2).
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = text[(text.startIndex + 1)..<close]
            guard address.contains(ASCII.colon), address.allSatisfy(isAddressCharacter) else { return false }
            host = text[...close]
        } else {
            host = text.prefix(while: Grammar.isHostCharacter)
            guard !host.isEmpty else { return false }
        }
        let behindHost = text[host.endIndex...]
        guard let first = behindHost.first else { return !needsPort }
        return first == ASCII.colon && isPort(behindHost.dropFirst(), mayBeEmpty: !needsPort)
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexadecimalValue != nil || byte == ASCII.colon || byte == UInt8(ascii: ".")
    }

    /// `port = *DIGIT`, as far as it is a port of TCP.
    private static func isPort(_ text: ArraySlice<UInt8>, mayBeEmpty: Bool) -> Bool {
        if text.isEmpty { return mayBeEmpty }
        guard let port = text.decimalValue else { return false }
        return port <= 65535
    }
}

extension RequestHead {
    /// The path of the target, as it was sent: without the query, and without the scheme and authority of an absolute
    /// form (RFC 9112, section 3.2). Empty when the target has none, as `*` and that of CONNECT.
    package var path: String { String(decoding: Target.path(of: Array(target.utf8)[...]), as: UTF8.self) }

    /// Which rule about `Host` this request breaks (RFC 9112, section 3.2), or nil.
    func brokenHostRule(_ control: ControlFields) -> ProtocolError.Rule? {
        switch control.hostCount {
        case 0: version == .http11 ? .missingHost : nil
        case 1: Target.isAuthority(fields.bytes[control.host], needsPort: false) ? nil : .malformedHost
        default: .repeatedHost
        }
    }
}
